namespace Slipway.Platform.Deployments;

/// <summary>What an endpoint is doing. Each contract has its own words for these.</summary>
public enum RolloutPhase
{
    /// <summary>The first version comes up.</summary>
    Provisioning,

    /// <summary>One version serves.</summary>
    Serving,

    /// <summary>Replicas are replaced, because something about them has changed.</summary>
    Updating,

    /// <summary>A new version comes up beside the one that serves, or has its share of the traffic.</summary>
    Canary,

    /// <summary>The new version was taken back; the one before serves.</summary>
    RolledBack,

    Hibernating,
    Hibernated,
    Activating,
    Failed,
}
