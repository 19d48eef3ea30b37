using Slipway.Platform.Common;

namespace Slipway.Platform.Deployments;

/// <summary>Something that brings replicas into being: child processes here, servers elsewhere, a cluster later.</summary>
public interface IRuntime
{
    /// <summary>Whether it serves this kind of source.</summary>
    bool Takes(ModelSource source);

    /// <summary>Starts a replica, which need not be ready yet. A failure is final until the source changes or time passes.</summary>
    Task<Result<IReplicaHandle>> StartAsync(Deployment deployment, CancellationToken cancellation);

    /// <summary>Ends what an earlier server of this node left behind.</summary>
    Task EndLeftoversAsync(CancellationToken cancellation);
}
