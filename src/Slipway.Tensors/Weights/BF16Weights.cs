using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct BF16Weights : ISmallFormat
{
    public static int BlockBytes => 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Half<TLanes>(byte* block, int half) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.LoadBFloat16((ushort*)block + 16 * half);
}
