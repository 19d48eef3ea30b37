using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Protocol.Json;

namespace Slipway.Protocol.OpenAi;

/// <summary>What chat completions and completions have in common. Null means "not sent".</summary>
public abstract record GenerationRequest
{
    public string? Model { get; init; }
    public int? MaxTokens { get; init; }
    public int? N { get; init; }
    public bool? Stream { get; init; }
    public StreamOptions? StreamOptions { get; init; }
    public double? Temperature { get; init; }
    public double? TopP { get; init; }
    public double? PresencePenalty { get; init; }
    public double? FrequencyPenalty { get; init; }
    public long? Seed { get; init; }
    public string? User { get; init; }

    [JsonConverter(typeof(OneOrManyStrings))]
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Token id, as its decimal text, to what is added to its logit.</summary>
    public Dictionary<string, double>? LogitBias { get; init; }

    public ResponseFormat? ResponseFormat { get; init; }

    // Beyond OpenAI's own, spelled as vLLM and llama-server spell them.
    public int? TopK { get; init; }
    public double? MinP { get; init; }
    public double? RepetitionPenalty { get; init; }
    public bool? IgnoreEos { get; init; }

    /// <summary>Requests share cached prefixes only with requests of the same salt.</summary>
    public string? CacheSalt { get; init; }

    /// <summary>A GBNF grammar that the answer must follow.</summary>
    public string? Grammar { get; init; }

    /// <summary>Fields with no property here, kept so that a relay loses nothing and an engine can name what it does not take.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}
