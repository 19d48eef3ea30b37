namespace Slipway.Models.Architectures;

/// <summary>Which two values of a head one angle turns.</summary>
public enum RopePairs
{
    /// <summary>Values 2i and 2i+1 (GGUF's llama, whose Q and K rows are permuted for it).</summary>
    Interleaved,

    /// <summary>Values i and i + dimensions/2 (Hugging Face's layout; Qwen, Gemma).</summary>
    Halves,
}

/// <summary>
/// Rotary positions: pair i of the first <see cref="Dimensions"/> values of a head is turned by
/// position · Scale · Base^(-2i/Dimensions) / factor[i].
/// </summary>
public sealed record Rope(RopePairs Pairs, int Dimensions, float Base)
{
    /// <summary>Linear scaling of the positions (1 / the "factor" of model files).</summary>
    public float Scale { get; init; } = 1;

    public Yarn? Yarn { get; init; }

    /// <summary>One divisor for each pair (Llama 3's rope_freqs).</summary>
    public Weight? Factors { get; init; }

    /// <summary>What the turned values are multiplied by.</summary>
    public float Magnitude { get; init; } = 1;
}

/// <summary>
/// YaRN: pairs that turn more than <see cref="BetaFast"/> times within the original context keep their own angle, those that turn
/// less than <see cref="BetaSlow"/> times take the scaled one, those between blend.
/// </summary>
public sealed record Yarn(int OriginalContext, float BetaFast = 32, float BetaSlow = 1);
