using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>
/// How sixteen consecutive weights of one type come out of its bytes. Bit for bit what <see cref="Blocks.BlockCodec.Decode"/> says.
/// </summary>
internal unsafe interface IWeightFormat
{
    /// <summary>Weights of a block; a multiple of 32. Types without blocks take 32 values as one.</summary>
    static abstract int BlockLength { get; }

    static abstract int BlockBytes { get; }

    /// <summary>Floats that <see cref="Prepare"/> writes.</summary>
    static abstract int Factors { get; }

    /// <summary>Writes what the chunks of a block share.</summary>
    static abstract void Prepare<TLanes>(byte* block, float* factors) where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>Weights 16 · chunk … 16 · chunk + 15 of the block.</summary>
    static abstract TLanes Chunk<TLanes>(byte* block, float* factors, int chunk) where TLanes : unmanaged, ILanes<TLanes>;
}
