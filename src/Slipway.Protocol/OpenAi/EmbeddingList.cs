namespace Slipway.Protocol.OpenAi;

public sealed record EmbeddingList
{
    public string Object { get; set; } = "list";
    public required IReadOnlyList<Embedding> Data { get; init; }
    public string? Model { get; init; }
    public Usage? Usage { get; init; }
}
