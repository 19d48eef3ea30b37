using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q5_0Weights : ISmallFormat
{
    public static int BlockBytes => 22;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Half<TLanes>(byte* block, int half) where TLanes : unmanaged, ILanes<TLanes>
    {
        var packed = Vector128.Load(block + 6);
        var quants = half == 0 ? Quants.LowNibbles(packed) : Quants.HighNibbles(packed);
        quants |= Quants.FifthBits(((ushort*)(block + 2))[half]);
        return TLanes.Multiply(Quants.Lanes<TLanes>(quants, 16), HalfTable.Broadcast<TLanes>(block));
    }
}
