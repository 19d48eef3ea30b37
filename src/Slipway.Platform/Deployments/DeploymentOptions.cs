namespace Slipway.Platform.Deployments;

/// <summary>What deployments get that nobody asked for.</summary>
public sealed record DeploymentOptions
{
    /// <summary>Requests that a replica runs at once.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>Without a cluster, <c>kubernetes</c> runs as processes here.</summary>
    public bool KubernetesFallback { get; init; } = true;

    /// <summary>How long hibernate and activate wait until it is done.</summary>
    public TimeSpan WaitWithin { get; init; } = TimeSpan.FromSeconds(120);
}
