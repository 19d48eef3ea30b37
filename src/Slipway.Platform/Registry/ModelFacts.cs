namespace Slipway.Platform.Registry;

/// <summary>What the artifact itself says; null where it doesn't.</summary>
public sealed record ModelFacts
{
    public string? Architecture { get; init; }

    public long? Parameters { get; init; }

    /// <summary>Tokens of context that the model was made for.</summary>
    public long? ContextLength { get; init; }

    /// <summary>The encoding that most weights have: F16, Q8_0, Q4_K …</summary>
    public string? Quantization { get; init; }

    public bool HasChatTemplate { get; init; }

    /// <summary>What a token in the context takes in a cache of 16-bit keys and values, in bytes.</summary>
    public long? CacheBytesPerToken { get; init; }

    /// <summary>Why no engine here runs it; null where one does, or where nobody has tried.</summary>
    public string? Obstacle { get; init; }
}
