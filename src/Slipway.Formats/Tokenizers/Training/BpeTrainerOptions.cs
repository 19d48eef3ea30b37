namespace Slipway.Formats.Tokenizers.Training;

/// <summary>What a trained vocabulary should be.</summary>
public sealed record BpeTrainerOptions
{
    /// <summary>Tokens in all; fewer where the corpus has no more pairs that occur twice.</summary>
    public required int Size { get; init; }

    /// <summary>The rules by which a byte-level tokenizer cuts text into words, under GGUF's names.</summary>
    public string Pre { get; init; } = "llama-bpe";

    /// <summary>Control tokens beside <see cref="Bos"/>, <see cref="Eos"/> and <see cref="Eot"/>; they take the last ids.</summary>
    public IReadOnlyList<string> Control { get; init; } = [];

    /// <summary>Text that is always one token.</summary>
    public IReadOnlyList<string> UserDefined { get; init; } = [];

    public string Bos { get; init; } = "<|begin_of_text|>";

    public string Eos { get; init; } = "<|end_of_text|>";

    public string? Eot { get; init; }

    public bool AddsBos { get; init; } = true;

    internal IReadOnlyList<string> AllControl() => [Bos, Eos, .. Eot is null ? Array.Empty<string>() : [Eot], .. Control];
}
