using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q8_0Weights : ISmallFormat
{
    public static int BlockBytes => 34;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Half<TLanes>(byte* block, int half) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Multiply(TLanes.FromBytes(Vector128.Load((sbyte*)block + 2 + 16 * half)), HalfTable.Broadcast<TLanes>(block));
}
