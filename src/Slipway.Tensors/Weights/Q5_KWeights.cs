using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q5_KWeights : ILargeFormat
{
    public static int BlockBytes => 176;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode<TLanes>(byte* block, float* target, int stride, float* factors) where TLanes : unmanaged, ILanes<TLanes>
    {
        ScalesAndMinima.Read<TLanes>(block, factors);
        // The bits of groups 2 q and 2 q + 1 come down to the bottom.
        var (highA, highB) = (Vector128.Load(block + 16), Vector128.Load(block + 32));
        for (var q = 0; q < 4; q++, target += 4 * stride)
        {
            var (a, b) = (Vector128.Load(block + 48 + 32 * q), Vector128.Load(block + 64 + 32 * q));
            var (scale, minimum) = (TLanes.Broadcast(factors[2 * q]), TLanes.Broadcast(factors[24 + 2 * q]));
            TLanes.Store(TLanes.MultiplyAdd(Quants.Lanes<TLanes>(Quants.LowNibbles(a) | Quants.Up(highA, 4, 16)), scale, minimum), target);
            TLanes.Store(TLanes.MultiplyAdd(Quants.Lanes<TLanes>(Quants.LowNibbles(b) | Quants.Up(highB, 4, 16)), scale, minimum), target + stride);
            (scale, minimum) = (TLanes.Broadcast(factors[2 * q + 1]), TLanes.Broadcast(factors[25 + 2 * q]));
            TLanes.Store(TLanes.MultiplyAdd(Quants.Lanes<TLanes>(Quants.HighNibbles(a) | Quants.Up(highA, 3, 16)), scale, minimum), target + 2 * stride);
            TLanes.Store(TLanes.MultiplyAdd(Quants.Lanes<TLanes>(Quants.HighNibbles(b) | Quants.Up(highB, 3, 16)), scale, minimum), target + 3 * stride);
            highA = (highA.AsUInt16() >> 2).AsByte();
            highB = (highB.AsUInt16() >> 2).AsByte();
        }
    }
}
