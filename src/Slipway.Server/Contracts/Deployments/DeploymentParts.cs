using Slipway.Platform.Deployments;

namespace Slipway.Server.Contracts.Deployments;

/// <summary>What the deployment endpoints are a skin over.</summary>
public sealed record DeploymentParts(
    DeploymentService Service, DeploymentController Controller, IReplicaUsage Usage, IDeploymentEventStore Events, IDeploymentMetricStore Metrics,
    DeploymentLogs Logs, TimeProvider Time);
