using Slipway.Formats;
using Slipway.Tensors.Blocks;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>Types that have no format of their own here are decoded by the scalar reference.</summary>
internal sealed unsafe class CodecKernel<TLanes>(TensorType type) : LaneKernel<TLanes> where TLanes : unmanaged, ILanes<TLanes>
{
    public override void Decode(byte* source, int columns, float* target) =>
        BlockCodec.Decode(type, new ReadOnlySpan<byte>(source, (int)TensorTypes.ByteLength(type, columns)), new Span<float>(target, columns));
}
