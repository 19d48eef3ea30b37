using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct BF16Weights : IWeightFormat
{
    public static int BlockLength => 32;

    public static int BlockBytes => 64;

    public static int Factors => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare<TLanes>(byte* block, float* factors) where TLanes : unmanaged, ILanes<TLanes>
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Chunk<TLanes>(byte* block, float* factors, int chunk) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.LoadBFloat16((ushort*)block + 16 * chunk);
}
