using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q8_0Weights : IWeightFormat
{
    public static int BlockLength => 32;

    public static int BlockBytes => 34;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare(byte* block, float* factors)
    {
        factors[0] = HalfBits.Read(*(ushort*)block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Chunk<TLanes>(byte* block, float* factors, int chunk) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Multiply(TLanes.LoadSByte((sbyte*)block + 2 + 16 * chunk), TLanes.Broadcast(factors[0]));
}
