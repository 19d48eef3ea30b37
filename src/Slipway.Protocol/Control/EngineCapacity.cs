namespace Slipway.Protocol.Control;

/// <summary>What an engine can take and what it holds, in one answer cheap enough to poll (<c>GET /control/capacity</c>).</summary>
public sealed record EngineCapacity
{
    public required string Model { get; init; }

    /// <summary>Tokens that one request may use.</summary>
    public int Context { get; init; }

    /// <summary>Requests that run at once.</summary>
    public int Slots { get; init; }

    public int Running { get; init; }
    public int Queued { get; init; }
    public int QueueLimit { get; init; }

    /// <summary>Blocks of the cache of keys and values: all, in use by running requests, and kept for reuse.</summary>
    public int Blocks { get; init; }

    public int BlocksUsed { get; init; }
    public int BlocksCached { get; init; }
    public int BlockTokens { get; init; }
    public bool Draining { get; init; }
    public IReadOnlyList<string> Adapters { get; set; } = [];
}
