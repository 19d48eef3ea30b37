namespace Slipway.Platform.Metering.Resources;

/// <summary>What one version of one deployment reserved and used in one bucket of time; an empty id is the machine itself.</summary>
public sealed record ResourceBucket(long Start, string DeploymentId, string Version, ResourceTotals Totals);
