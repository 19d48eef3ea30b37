namespace Slipway.Protocol.OpenAi;

/// <summary>The classic shape: parallel arrays over the tokens. A prompt's first token has no logprob.</summary>
public sealed record CompletionLogprobs
{
    public required IReadOnlyList<string> Tokens { get; init; }
    public required IReadOnlyList<double?> TokenLogprobs { get; init; }
    public required IReadOnlyList<Dictionary<string, double>?> TopLogprobs { get; init; }
    public required IReadOnlyList<int> TextOffset { get; init; }
}
