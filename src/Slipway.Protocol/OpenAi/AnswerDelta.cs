namespace Slipway.Protocol.OpenAi;

/// <summary>What an assistant adds in one chunk of a stream.</summary>
public sealed record AnswerDelta
{
    public string? Role { get; init; }
    public string? Content { get; init; }
    public string? ReasoningContent { get; init; }
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }
}
