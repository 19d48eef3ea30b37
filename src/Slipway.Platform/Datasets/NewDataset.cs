namespace Slipway.Platform.Datasets;

/// <summary>What a caller says of a dataset to be made.</summary>
public sealed record NewDataset(string Name, string? Version, string Format, string? Description, string? Source);
