using Slipway.Platform.Deployments;

namespace Slipway.Runtimes.Remote;

internal sealed class RemoteReplica(string id, ReplicaEndpoint endpoint) : IReplicaHandle
{
    public string Id => id;

    public ReplicaEndpoint Endpoint => endpoint;

    public Task<string> Ended { get; } = new TaskCompletionSource<string>().Task;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
