using Slipway.Platform.Deployments;

namespace Slipway.Platform.Routing;

/// <summary>A replica as its gate sees it: where it is and how many are with it.</summary>
public sealed class Replica(string id, string version, ReplicaEndpoint endpoint, EngineConnection connection)
{
    public string Id { get; } = id;

    /// <summary>The version that generates there; empty where the deployment has none.</summary>
    public string Version { get; } = version;

    public ReplicaEndpoint Endpoint { get; } = endpoint;

    public EngineConnection Connection { get; } = connection;

    /// <summary>Its slots and one more, so that a slot that falls free finds its next request at the engine already.</summary>
    public int Capacity { get; } = endpoint.Slots + 1;

    // Guarded by the gate.
    internal int Running { get; set; }

    internal bool Withdrawn { get; set; }

    internal TaskCompletionSource Empty { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
