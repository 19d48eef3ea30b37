namespace Slipway.Platform.Deployments;

/// <summary>What the director works with.</summary>
public sealed record DirectorParts(
    DeploymentController Controller, ITraffic Traffic, IRolloutEvidence Evidence, IReplicaUsage Usage, IDeploymentEventStore Events, TimeProvider Time);
