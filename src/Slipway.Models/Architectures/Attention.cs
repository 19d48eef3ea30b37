namespace Slipway.Models.Architectures;

/// <summary>
/// Causal attention with grouped heads: query head h reads key/value head h / (Heads / KvHeads). Query and key pass, in this
/// order: <see cref="QueryNorm"/>/<see cref="KeyNorm"/> (after the rotation where <see cref="NormAfterRope"/>), rotation,
/// temperature.
/// </summary>
public sealed record Attention(int Heads, int KvHeads, int HeadDim, Linear Query, Linear Key, Linear Value, Linear Output)
{
    /// <summary>What the products of queries and keys are multiplied by.</summary>
    public float Scale { get; init; } = 1 / MathF.Sqrt(HeadDim);

    /// <summary>Null: positions reach this layer only through the causal order.</summary>
    public Rope? Rope { get; init; }

    /// <summary>Over each head of the query.</summary>
    public Norm? QueryNorm { get; init; }

    /// <summary>Over each head of the key.</summary>
    public Norm? KeyNorm { get; init; }

    public bool NormAfterRope { get; init; }

    /// <summary>0, or a row sees only the last Window positions, its own included.</summary>
    public int Window { get; init; }

    /// <summary>0, or a row sees only positions of its own chunk of so many.</summary>
    public int Chunk { get; init; }

    public AttentionTemperature? Temperature { get; init; }
}

/// <summary>Queries are multiplied by 1 + Scale · ln(1 + floor((position + 1) / Length)).</summary>
public sealed record AttentionTemperature(int Length, float Scale)
{
    public float At(int position) => (float)(1 + Scale * Math.Log(1 + Math.Floor((position + 1.0) / Length)));
}
