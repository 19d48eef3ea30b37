namespace Slipway.Protocol.OpenAi;

public sealed record ChatCompletion
{
    public required string Id { get; init; }
    public string Object { get; set; } = "chat.completion";
    public long Created { get; init; }
    public string? Model { get; init; }
    public required IReadOnlyList<ChatChoice> Choices { get; init; }
    public Usage? Usage { get; init; }
    public Timings? Timings { get; init; }
    public string? SystemFingerprint { get; init; }
}
