using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>A weight type with blocks of 256. Bit for bit what the block codec says.</summary>
internal unsafe interface ILargeFormat
{
    static abstract int BlockBytes { get; }

    /// <summary>
    /// Writes the weights 16 i … 16 i + 15 to target + i · stride. There is room for 32 <paramref name="factors"/> to be put down.
    /// </summary>
    static abstract void Decode<TLanes>(byte* block, float* target, int stride, float* factors) where TLanes : unmanaged, ILanes<TLanes>;
}
