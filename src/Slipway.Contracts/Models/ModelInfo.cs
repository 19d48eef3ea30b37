using System.Text.Json;

namespace Slipway.Contracts.Models;

/// <summary>A version of a model, as <c>GET /models/{id}</c> shows it.</summary>
public sealed record ModelInfo
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Framework { get; init; }
    public required string Version { get; init; }
    public string StoragePath { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public JsonElement Metadata { get; init; }

    /// <summary><c>pending</c>, <c>ready</c> or <c>failed</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Why the artifact could not be had.</summary>
    public string? Error { get; init; }

    public FetchState? Progress { get; init; }

    /// <summary><c>none</c>, <c>staging</c>, <c>production</c> or <c>archived</c>.</summary>
    public string Stage { get; init; } = "";

    public string? Sha256 { get; init; }
    public long Size { get; init; }
    public string Format { get; init; } = "";
    public ModelFactsInfo Facts { get; init; } = new();
    public string CreatedBy { get; init; } = "";
}
