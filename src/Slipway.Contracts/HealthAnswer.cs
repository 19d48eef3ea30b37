namespace Slipway.Contracts;

/// <summary><c>GET /health</c>: the union of both documents' fields.</summary>
public sealed record HealthAnswer
{
    /// <summary><c>healthy</c>, or <c>degraded</c> while the default model cannot answer.</summary>
    public required string Status { get; init; }

    /// <summary>UTC, six decimals, no zone.</summary>
    public required string Timestamp { get; init; }

    public required bool RedisConnected { get; init; }
    public required bool ModelLoaded { get; init; }
    public required string Version { get; init; }
    public required string Backend { get; init; }
    public required string Model { get; init; }
    public required IReadOnlyList<string> AvailableModels { get; init; }
}
