namespace Slipway.Platform.Metering;

/// <summary>What one version of one deployment did in one bucket of time. An empty id is a request that reached no deployment.</summary>
public sealed record UsageBucket(long Start, string DeploymentId, string Version, UsageTotals Totals);
