using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q8_0Weights : IWeightFormat
{
    public static int BlockLength => 32;

    public static int BlockBytes => 34;

    public static int Factors => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare<TLanes>(byte* block, float* factors) where TLanes : unmanaged, ILanes<TLanes>
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Chunk<TLanes>(byte* block, float* factors, int chunk) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Multiply(TLanes.LoadSByte((sbyte*)block + 2 + 16 * chunk), HalfTable.Broadcast<TLanes>(block));
}
