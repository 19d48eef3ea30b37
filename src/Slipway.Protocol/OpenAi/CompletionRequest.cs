namespace Slipway.Protocol.OpenAi;

public sealed record CompletionRequest : GenerationRequest
{
    public required PromptInput Prompt { get; init; }
    public bool? Echo { get; init; }

    /// <summary>How many alternatives each token's logprobs list; absent means no logprobs.</summary>
    public int? Logprobs { get; init; }

    public int? BestOf { get; init; }
    public string? Suffix { get; init; }
}
