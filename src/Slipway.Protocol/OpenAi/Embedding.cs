using System.Text.Json.Serialization;

namespace Slipway.Protocol.OpenAi;

public sealed record Embedding
{
    public string Object { get; set; } = "embedding";
    public int Index { get; init; }

    [JsonPropertyName("embedding")]
    public required EmbeddingVector Vector { get; init; }
}
