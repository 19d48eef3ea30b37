namespace Slipway.Training.Adapters;

/// <summary>Low-rank adapters: y = W x + scale · B A x with A [Rank, inputs] and B [outputs, Rank], of which only A and B are trained.</summary>
public sealed record LoraOptions
{
    public const int MostRank = 1024;

    public int Rank { get; init; } = 16;

    public float Alpha { get; init; } = 32;

    /// <summary>The part of an adapter's inputs that each pass leaves out.</summary>
    public float Dropout { get; init; }

    /// <summary>Scale by alpha / √rank instead of alpha / rank, which keeps high ranks learning.</summary>
    public bool RankStabilized { get; init; }

    /// <summary>
    /// Which linear layers get one, by the last part of their names, in GGUF's words (attn_q, ffn_down) or Hugging Face's (q_proj, down_proj);
    /// empty: all of attention and feed-forward.
    /// </summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>What is wrong with the options, each with the name of its field; empty where nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (Rank is < 1 or > MostRank)
            yield return $"lora_r: {Rank} is not from 1 to {MostRank}";
        if (!(Alpha > 0 && float.IsFinite(Alpha)))
            yield return $"lora_alpha: {Alpha} is not a positive number";
        if (!(Dropout is >= 0 and < 1))
            yield return $"lora_dropout: {Dropout} is not from 0 up to 1";
    }

    public float Scale => RankStabilized ? Alpha / MathF.Sqrt(Rank) : Alpha / Rank;
}
