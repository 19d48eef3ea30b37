using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct BF16Weights : IWeightFormat
{
    public static int BlockLength => 16;

    public static int BlockBytes => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare(byte* block, float* factors)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Chunk<TLanes>(byte* block, float* factors, int chunk) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.LoadBFloat16((ushort*)block);
}
