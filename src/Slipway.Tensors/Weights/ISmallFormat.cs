using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>A weight type with blocks of 32; the types without blocks take 32 values as one. Bit for bit what the block codec says.</summary>
internal unsafe interface ISmallFormat
{
    static abstract int BlockBytes { get; }

    /// <summary>The first or the second sixteen weights of a block.</summary>
    static abstract TLanes Half<TLanes>(byte* block, int half) where TLanes : unmanaged, ILanes<TLanes>;
}
