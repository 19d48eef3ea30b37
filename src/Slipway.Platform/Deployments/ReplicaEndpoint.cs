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

    /// <summary>What a server elsewhere takes; null for an engine of ours, which says so itself.</summary>
    public BackEndProfile? Profile { get; init; }

    /// <summary>A JSON object of sampling that fills what a request leaves open.</summary>
    public string? Defaults { get; init; }

    /// <summary>The setting or argument that the address of a server elsewhere comes from.</summary>
    public string? AddressFrom { get; init; }

    /// <summary>How long a server elsewhere may be silent; an engine of ours is watched by who started it.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>A prompt is sent as a user's message.</summary>
    public bool TakesChats => Chats && Profile?.Chats != false;
}
