namespace Slipway.Platform.Deployments;

/// <summary>A line that a replica wrote.</summary>
public sealed record LogLine(long Number, long At, string ReplicaId, string Text);
