using System.Text.Json.Serialization;

namespace Slipway.Platform.Deployments;

/// <summary>What a replica may use at most, as it was written: <c>500m</c>, <c>2</c>; <c>512Mi</c>, <c>2Gi</c>.</summary>
public sealed record ResourceLimits
{
    public string? Cpu { get; init; }

    public string? Memory { get; init; }

    /// <summary>JSON as the caller wrote it: a number, a text or null.</summary>
    public string Gpu { get; init; } = "null";

    /// <summary>Seconds that a request may take; null for as long as it likes.</summary>
    public int? Timeout { get; init; }

    [JsonIgnore]
    public double? Cores => Cpu is { } text ? Quantity.Cores(text) : null;

    [JsonIgnore]
    public long? Bytes => Memory is { } text ? Quantity.Bytes(text) : null;
}
