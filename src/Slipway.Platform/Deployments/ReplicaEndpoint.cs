using Slipway.Protocol.Client;

namespace Slipway.Platform.Deployments;

/// <summary>Where one replica is reached, and how much it takes at once.</summary>
public sealed record ReplicaEndpoint(EngineAddress Address, EngineDialect Dialect, int Slots)
{
    public string? ApiKey { get; init; }

    /// <summary>Makes the connections to a server elsewhere, under the outbound policy; null for an engine of ours.</summary>
    public Func<HttpMessageHandler>? CreateHandler { get; init; }

    /// <summary>The name to ask for there; null where the caller's own name does.</summary>
    public string? UpstreamModel { get; init; }

    /// <summary>The model has a chat template, so a prompt is a user's message; otherwise it is text to continue.</summary>
    public bool Chats { get; init; } = true;
}
