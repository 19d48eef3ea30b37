using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

public sealed record CompletionChoice
{
    public int Index { get; init; }
    public required string Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public CompletionLogprobs? Logprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }
}
