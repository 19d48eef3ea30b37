namespace Slipway.Platform.Deployments;

/// <summary>A replica that a runtime has started. Disposing it ends it for certain and frees what it held.</summary>
public interface IReplicaHandle : IAsyncDisposable
{
    string Id { get; }

    ReplicaEndpoint Endpoint { get; }

    /// <summary>Completes, with the reason, when the replica ends by itself.</summary>
    Task<string> Ended { get; }
}
