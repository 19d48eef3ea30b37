namespace Slipway.Platform.Jobs;

/// <summary>Which jobs to list, newest first; null takes all.</summary>
public sealed record JobFilter(string Project, string Kind, JobStatus? Status, string? ModelType, int Limit, int Offset);
