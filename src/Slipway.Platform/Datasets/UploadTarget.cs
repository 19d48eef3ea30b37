namespace Slipway.Platform.Datasets;

/// <summary>Where an upload goes, and how far it is.</summary>
public sealed record UploadTarget(Dataset Dataset, long LargestBytes, string Path)
{
    /// <summary>Bytes that have arrived.</summary>
    public long Arrived => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;
}
