namespace Slipway.Platform.Datasets;

/// <summary>Which datasets to list, newest first; null takes all.</summary>
public sealed record DatasetFilter(string Project, string? Source, DatasetStatus? Status, int Limit, int Offset);
