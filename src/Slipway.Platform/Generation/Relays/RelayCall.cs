using Slipway.Platform.Access;
using Slipway.Platform.Deployments;

namespace Slipway.Platform.Generation.Relays;

/// <summary>One request to be passed through.</summary>
/// <param name="Session">Who to keep on one side of a split where no user is named.</param>
public sealed record RelayCall(
    RelayOperation Operation, ReadOnlyMemory<byte> Body, RequestOutline Outline, Caller Caller, string? Session, IRelayCaller Sink)
{
    /// <summary>The version that must answer; null leaves it to the split.</summary>
    public string? Version { get; init; }

    /// <summary>The deployment that must answer, where the address has named one; null leaves it to the model's name.</summary>
    public string? DeploymentId { get; init; }

    /// <summary>What is said to the replica that has room, where that depends on it; null for the call as it is.</summary>
    public Func<ReplicaEndpoint, RelayCall>? ForReplica { get; init; }
}
