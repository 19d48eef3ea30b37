namespace Slipway.Platform.Analytics.Performance;

/// <summary>Something out of the ordinary.</summary>
/// <param name="Type"><c>high_error_rate</c>, <c>high_latency</c>, <c>latency_spike</c>, <c>latency_shift</c>, <c>traffic_drift</c> …</param>
/// <param name="At">When it began, microseconds UTC.</param>
/// <param name="Value">What was seen.</param>
/// <param name="Normal">What was to be expected: a threshold, or the deployment's own history.</param>
public sealed record Anomaly(string Type, string Message, long At, double Value, double Normal);
