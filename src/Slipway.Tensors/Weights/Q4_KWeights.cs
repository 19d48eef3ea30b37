using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q4_KWeights : ILargeFormat
{
    public static int BlockBytes => 144;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode<TLanes>(byte* block, float* target, int stride, float* factors) where TLanes : unmanaged, ILanes<TLanes>
    {
        ScalesAndMinima.Read<TLanes>(block, factors);
        for (var q = 0; q < 4; q++, target += 4 * stride)
        {
            var (a, b) = (Vector128.Load(block + 16 + 32 * q), Vector128.Load(block + 32 + 32 * q));
            var (scale, minimum) = (TLanes.Broadcast(factors[2 * q]), TLanes.Broadcast(factors[24 + 2 * q]));
            TLanes.Store(TLanes.MultiplyAdd(Quants.Lanes<TLanes>(Quants.LowNibbles(a)), scale, minimum), target);
            TLanes.Store(TLanes.MultiplyAdd(Quants.Lanes<TLanes>(Quants.LowNibbles(b)), scale, minimum), target + stride);
            (scale, minimum) = (TLanes.Broadcast(factors[2 * q + 1]), TLanes.Broadcast(factors[25 + 2 * q]));
            TLanes.Store(TLanes.MultiplyAdd(Quants.Lanes<TLanes>(Quants.HighNibbles(a)), scale, minimum), target + 2 * stride);
            TLanes.Store(TLanes.MultiplyAdd(Quants.Lanes<TLanes>(Quants.HighNibbles(b)), scale, minimum), target + 3 * stride);
        }
    }
}
