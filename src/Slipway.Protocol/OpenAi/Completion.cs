namespace Slipway.Protocol.OpenAi;

/// <summary>A completion, whole or one chunk of a stream: OpenAI gives both the same shape.</summary>
public sealed record Completion
{
    public required string Id { get; init; }
    public string Object { get; set; } = "text_completion";
    public long Created { get; init; }
    public string? Model { get; init; }
    public required IReadOnlyList<CompletionChoice> Choices { get; init; }
    public Usage? Usage { get; init; }
    public Timings? Timings { get; init; }
    public ErrorDetail? Error { get; init; }
}
