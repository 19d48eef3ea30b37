namespace Slipway.Platform.Deployments;

/// <summary>What replicas use of the machine; the runtimes know.</summary>
public interface IReplicaUsage
{
    /// <summary>The replicas of a deployment that run on this machine.</summary>
    IReadOnlyList<MeasuredReplica> Of(string deploymentId);
}
