using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>
/// How sixteen consecutive weights of one type come out of its bytes. Bit for bit what <see cref="Blocks.BlockCodec.Decode"/> says.
/// </summary>
internal unsafe interface IWeightFormat
{
    /// <summary>Weights of a block; a multiple of 16. Types without blocks take sixteen values as one.</summary>
    static abstract int BlockLength { get; }

    static abstract int BlockBytes { get; }

    /// <summary>Writes the factors of a block that <see cref="Chunk"/> needs; at most <see cref="MaxFactors"/>.</summary>
    static abstract void Prepare(byte* block, float* factors);

    /// <summary>Weights 16 · chunk … 16 · chunk + 15 of the block.</summary>
    static abstract TLanes Chunk<TLanes>(byte* block, float* factors, int chunk) where TLanes : unmanaged, ILanes<TLanes>;

    const int MaxFactors = 32;
}
