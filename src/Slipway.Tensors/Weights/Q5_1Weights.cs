using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q5_1Weights : ISmallFormat
{
    public static int BlockBytes => 24;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Half<TLanes>(byte* block, int half) where TLanes : unmanaged, ILanes<TLanes>
    {
        var packed = Vector128.Load(block + 8);
        var quants = half == 0 ? Quants.LowNibbles(packed) : Quants.HighNibbles(packed);
        quants |= Quants.FifthBits(((ushort*)(block + 4))[half]);
        return TLanes.MultiplyAdd(Quants.Lanes<TLanes>(quants), HalfTable.Broadcast<TLanes>(block), HalfTable.Broadcast<TLanes>(block + 2));
    }
}
