using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

public sealed record ChatChoice
{
    public int Index { get; init; }
    public required AnswerMessage Message { get; init; }
    public ChatLogprobs? Logprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }
}
