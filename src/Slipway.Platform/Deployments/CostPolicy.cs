namespace Slipway.Platform.Deployments;

/// <summary>What may be done to save money. Spot instances and several clouds steer prices, suggestions and a cluster's scheduling.</summary>
public sealed record CostPolicy
{
    public bool UseSpotInstances { get; init; }

    public bool HibernationEnabled { get; init; }

    /// <summary>Seconds without a request.</summary>
    public int HibernationIdleTimeout { get; init; } = 1800;

    public bool MultiCloudEnabled { get; init; }
}
