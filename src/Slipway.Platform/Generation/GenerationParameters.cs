using System.Text.Json.Serialization;
using Slipway.Protocol.OpenAi;

namespace Slipway.Platform.Generation;

/// <summary>What to generate, complete: nothing is left to chance or to settings that may change before it runs.</summary>
public sealed record GenerationParameters
{
    public required string Prompt { get; init; }

    /// <summary>A conversation in the place of the prompt; the prompt is then what it says, for models that only continue text.</summary>
    [JsonIgnore]
    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    /// <summary>The model as the caller named it; empty for the default.</summary>
    public string Model { get; init; } = "";

    /// <summary>Null leaves it to the engine.</summary>
    public int? MaxTokens { get; init; }

    /// <inheritdoc cref="MaxTokens"/>
    public double? Temperature { get; init; }

    /// <inheritdoc cref="MaxTokens"/>
    public double? TopP { get; init; }

    /// <inheritdoc cref="MaxTokens"/>
    public int? TopK { get; init; }

    /// <inheritdoc cref="MaxTokens"/>
    public double? MinP { get; init; }

    /// <inheritdoc cref="MaxTokens"/>
    public double? PresencePenalty { get; init; }

    /// <inheritdoc cref="MaxTokens"/>
    public double? FrequencyPenalty { get; init; }

    /// <inheritdoc cref="MaxTokens"/>
    public double? RepetitionPenalty { get; init; }

    public IReadOnlyList<string>? Stop { get; init; }

    public string UserId { get; init; } = "";

    /// <summary>Drawn at acceptance where the caller sent none, so that another attempt says the same.</summary>
    public long? Seed { get; init; }

    /// <summary>The caller's trace, which the generation belongs to.</summary>
    public string? TraceParent { get; init; }
}
