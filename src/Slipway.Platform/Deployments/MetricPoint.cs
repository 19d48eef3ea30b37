namespace Slipway.Platform.Deployments;

/// <summary>A measure over one interval.</summary>
public readonly record struct MetricPoint(long At, double Value);
