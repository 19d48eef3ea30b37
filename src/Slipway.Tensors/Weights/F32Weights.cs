using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct F32Weights : IWeightFormat
{
    public static int BlockLength => 32;

    public static int BlockBytes => 128;

    public static int Factors => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prepare<TLanes>(byte* block, float* factors) where TLanes : unmanaged, ILanes<TLanes>
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Chunk<TLanes>(byte* block, float* factors, int chunk) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Load((float*)block + 16 * chunk);
}
