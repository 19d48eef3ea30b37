namespace Slipway.Protocol.OpenAi;

public sealed record EmbeddingRequest
{
    public string? Model { get; init; }
    public required PromptInput Input { get; init; }

    /// <summary><c>float</c> (the default) or <c>base64</c> (little-endian floats).</summary>
    public string? EncodingFormat { get; init; }

    public int? Dimensions { get; init; }
    public string? User { get; init; }
}
