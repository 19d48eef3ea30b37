using Slipway.Platform.Analytics.Pricing;

namespace Slipway.Platform.Analytics.Costs;

/// <summary>One deployment in whole instances of the cheapest type that fits a replica; null where none with a price fits.</summary>
public sealed record CloudLine(string DeploymentId, double ReplicaHours, double Cpus, double MemoryGib, InstanceType? Instance, bool Spot, double? Cost);
