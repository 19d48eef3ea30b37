using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q4_0Weights : ISmallFormat
{
    public static int BlockBytes => 18;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Half<TLanes>(byte* block, int half) where TLanes : unmanaged, ILanes<TLanes>
    {
        var packed = Vector128.Load(block + 2);
        var quants = half == 0 ? Quants.LowNibbles(packed) : Quants.HighNibbles(packed);
        return TLanes.Multiply(Quants.Lanes<TLanes>(quants, 8), HalfTable.Broadcast<TLanes>(block));
    }
}
