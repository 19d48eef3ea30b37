using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

/// <summary>What an assistant says, whole (in <see cref="ChatChoice"/>).</summary>
public sealed record AnswerMessage
{
    public string Role { get; set; } = "assistant";

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Content { get; init; }

    public string? ReasoningContent { get; init; }
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }
    public string? Refusal { get; init; }
}
