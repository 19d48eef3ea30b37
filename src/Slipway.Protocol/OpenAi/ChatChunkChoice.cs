using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

public sealed record ChatChunkChoice
{
    public int Index { get; init; }
    public required AnswerDelta Delta { get; init; }
    public ChatLogprobs? Logprobs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? FinishReason { get; init; }
}
