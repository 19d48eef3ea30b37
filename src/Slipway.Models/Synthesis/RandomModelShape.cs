namespace Slipway.Models.Synthesis;

/// <summary>What kind of model <see cref="RandomModel"/> makes.</summary>
public sealed record RandomModelShape(int Layers, int Width, int Heads, int KvHeads, int FeedForward)
{
    public string Architecture { get; init; } = "llama";

    public int Vocabulary { get; init; } = 512;

    public int ContextLength { get; init; } = 2048;

    /// <summary>More metadata by their whole keys.</summary>
    public IReadOnlyList<(string Key, object Value)> General { get; init; } = [];

    public string? ChatTemplate { get; init; }

    /// <summary>Control tokens beside those that begin and end a text; they are the vocabulary's last.</summary>
    public IReadOnlyList<string> ControlTokens { get; init; } = [];

    /// <summary>More metadata, or others; keys without the architecture's prefix. Values as GGUF stores them: uint, float, …</summary>
    public IReadOnlyList<(string Key, object Value)> Metadata { get; init; } = [];

    /// <summary>
    /// Weights that the architecture leaves open and that this model has, such as "output.weight" for an untied output; the layer's
    /// number is written as *, as in "blk.*.attn_q.bias".
    /// </summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>Small enough for tests: grouped heads, untied output.</summary>
    public static RandomModelShape Tiny { get; } = new(2, 64, 4, 2, 96) { Optional = ["output.weight"] };

    /// <summary>15 million weights.</summary>
    public static RandomModelShape M15 { get; } = new(6, 288, 6, 6, 768) { Vocabulary = 32000 };

    /// <summary>110 million weights.</summary>
    public static RandomModelShape M110 { get; } = new(12, 768, 12, 12, 2048) { Vocabulary = 32000 };

    /// <summary>1.1 billion weights.</summary>
    public static RandomModelShape M1100 { get; } = new(22, 2048, 32, 4, 5632) { Vocabulary = 32000, Optional = ["output.weight"] };
}
