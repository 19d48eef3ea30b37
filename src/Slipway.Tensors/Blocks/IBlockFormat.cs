namespace Slipway.Tensors.Blocks;

/// <summary>
/// One encoding of weights: what a block's bytes mean as fp32 values, and how values are put into a block.
/// <para>
/// A decoded value is DEFINED as the exact real number that the block's fields stand for, rounded once to fp32. In every format here
/// the products are exact in fp32, in whatever order: an fp16 scale has 11 significant bits, and the integers beside it add at most
/// 12 (Q6_K: 7 and 5), which stays within 24. Only adding the base can round, so multiply-then-add and a fused multiply-add agree.
/// </para>
/// </summary>
internal interface IBlockFormat
{
    /// <summary>Values in a block.</summary>
    static abstract int Length { get; }

    /// <summary>Bytes of a block.</summary>
    static abstract int Bytes { get; }

    static abstract void Decode(ReadOnlySpan<byte> block, Span<float> values);

    /// <summary>Fills <paramref name="block"/> so that sum of weight * (value - decoded)^2 is small. Weights are positive, around 1.</summary>
    static abstract void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block);
}
