using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Protocol.Json;
using Slipway.Protocol.OpenAi;

namespace Slipway.Platform.Generation;

/// <summary>Sampling that a model's configuration brings along, in OpenAI's words.</summary>
public sealed record SamplingDefaults
{
    private static readonly SamplingDefaults None = new();

    public int? MaxTokens { get; init; }
    public double? Temperature { get; init; }
    public double? TopP { get; init; }
    public int? TopK { get; init; }
    public double? MinP { get; init; }
    public double? PresencePenalty { get; init; }
    public double? FrequencyPenalty { get; init; }
    public double? RepetitionPenalty { get; init; }
    public long? Seed { get; init; }

    [JsonConverter(typeof(OneOrManyStrings))]
    public IReadOnlyList<string>? Stop { get; init; }

    public static SamplingDefaults Parse(string? json) =>
        json is null ? None : JsonSerializer.Deserialize(json, GenerationJson.Default.SamplingDefaults) ?? None;

    /// <summary>Fills what the request leaves open.</summary>
    public TRequest Fill<TRequest>(TRequest request)
        where TRequest : GenerationRequest => request with
        {
            MaxTokens = request.MaxTokens ?? MaxTokens,
            Temperature = request.Temperature ?? Temperature,
            TopP = request.TopP ?? TopP,
            TopK = request.TopK ?? TopK,
            MinP = request.MinP ?? MinP,
            PresencePenalty = request.PresencePenalty ?? PresencePenalty,
            FrequencyPenalty = request.FrequencyPenalty ?? FrequencyPenalty,
            RepetitionPenalty = request.RepetitionPenalty ?? RepetitionPenalty,
            Seed = request.Seed ?? Seed,
            Stop = request.Stop ?? Stop,
        };
}
