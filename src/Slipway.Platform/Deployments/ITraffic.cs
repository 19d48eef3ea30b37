namespace Slipway.Platform.Deployments;

/// <summary>What deployments have to do; Routing knows.</summary>
public interface ITraffic
{
    /// <summary>Null where the deployment is unknown.</summary>
    Traffic? Of(string deploymentId);
}

/// <param name="Waiting">Requests without a seat.</param>
/// <param name="Running">Requests at replicas.</param>
/// <param name="Capacity">Requests that may be at replicas at once.</param>
/// <param name="LastUsedAt">When somebody last asked.</param>
public readonly record struct Traffic(int Waiting, int Running, int Capacity, long LastUsedAt)
{
    public bool IsIdle => Waiting == 0 && Running == 0;
}
