using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q2_KWeights : ILargeFormat
{
    public static int BlockBytes => 84;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode<TLanes>(byte* block, float* target, int stride, float* factors) where TLanes : unmanaged, ILanes<TLanes>
    {
        var groups = Vector128.Load(block);
        var minimum = TLanes.Subtract(TLanes.Broadcast(0), HalfTable.Broadcast<TLanes>(block + 82));
        TLanes.Store(TLanes.Multiply(Quants.Lanes<TLanes>(Quants.LowNibbles(groups)), HalfTable.Broadcast<TLanes>(block + 80)), factors);
        TLanes.Store(TLanes.Multiply(Quants.Lanes<TLanes>(Quants.HighNibbles(groups)), minimum), factors + 16);
        for (var half = 0; half < 2; half++, target += 8 * stride, factors += 8)
        {
            for (var part = 0; part < 2; part++)
            {
                var packed = Vector128.Load(block + 16 + 32 * half + 16 * part);
                var group = factors + part;
                var to = target + part * stride;
                Put<TLanes>(packed & Vector128.Create((byte)3), group, to);
                Put<TLanes>(Quants.Down(packed, 2, 3), group + 2, to + 2 * stride);
                Put<TLanes>(Quants.Down(packed, 4, 3), group + 4, to + 4 * stride);
                Put<TLanes>(Quants.Down(packed, 6, 3), group + 6, to + 6 * stride);
            }
        }
    }

    /// <summary>Stores sixteen weights of one group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TLanes>(Vector128<byte> quants, float* factor, float* target) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Store(TLanes.MultiplyAdd(Quants.Lanes<TLanes>(quants), TLanes.Broadcast(factor[0]), TLanes.Broadcast(factor[16])), target);
}
