using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct F16Weights : IWeightFormat
{
    public static int BlockLength => 16;

    public static int BlockBytes => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare(byte* block, float* factors)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Chunk<TLanes>(byte* block, float* factors, int chunk) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.LoadHalf((ushort*)block);
}
