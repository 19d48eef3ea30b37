namespace Slipway.Platform.Analytics.Costs;

/// <summary>What one deployment cost, and what it gave for it.</summary>
public sealed record DeploymentCost(DeploymentFacts Deployment, double Compute, double Network, double ReplicaHours, long Requests, long Tokens)
{
    public double Total => Compute + Network;

    public double? PerMillionTokens => Tokens > 0 ? Total / Tokens * 1e6 : null;
}
