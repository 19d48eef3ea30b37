namespace Slipway.Protocol.OpenAi;

public sealed record ChatCompletionChunk
{
    public string? Id { get; init; }
    public string Object { get; set; } = "chat.completion.chunk";
    public long Created { get; init; }
    public string? Model { get; init; }
    public required IReadOnlyList<ChatChunkChoice> Choices { get; init; }
    public Usage? Usage { get; init; }
    public Timings? Timings { get; init; }
    public ErrorDetail? Error { get; init; }
}
