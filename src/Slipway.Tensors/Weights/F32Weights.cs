using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct F32Weights : ISmallFormat
{
    public static int BlockBytes => 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Half<TLanes>(byte* block, int half) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Load((float*)block + 16 * half);
}
