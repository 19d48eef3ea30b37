namespace Slipway.Platform.Analytics.Performance;

/// <param name="At">The bucket's beginning, microseconds UTC.</param>
/// <param name="Latency">Milliseconds on average.</param>
public readonly record struct PerformancePoint(long At, long Requests, double ErrorPercentage, double Latency);
