namespace Slipway.Testing;

/// <summary>How the peer loads a model.</summary>
public sealed record LlamaPeerOptions
{
    public int ContextSize { get; init; } = 512;

    /// <summary>Only the tokenizer: nothing can be evaluated.</summary>
    public bool VocabularyOnly { get; init; }

    /// <summary>Element type of the KV cache: "F16" or "F32".</summary>
    public string CacheType { get; init; } = "F16";

    /// <summary>LoRA adapters in GGUF, applied to everything.</summary>
    public IReadOnlyList<(string Path, double Scale)> Adapters { get; init; } = [];
}
