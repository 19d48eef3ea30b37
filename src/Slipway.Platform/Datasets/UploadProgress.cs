namespace Slipway.Platform.Datasets;

public sealed record UploadProgress(long Arrived, bool Complete);
