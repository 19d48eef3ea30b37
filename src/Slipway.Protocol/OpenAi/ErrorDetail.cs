using System.Text.Json.Serialization;
using Slipway.Protocol.Json;

namespace Slipway.Protocol.OpenAi;

/// <summary>The union of OpenAI's error and ours: an OpenAI client reads message, type, param and code; ours reads status too.</summary>
public sealed record ErrorDetail
{
    [JsonConverter(typeof(TextOrNumber))]
    public string? Code { get; init; }
    public string? Message { get; init; }
    public int? Status { get; init; }
    public string? Type { get; init; }

    /// <summary>The first offending field; the message names them all.</summary>
    public string? Param { get; init; }
}
