using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q6_KWeights : ILargeFormat
{
    public static int BlockBytes => 210;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode<TLanes>(byte* block, float* target, int stride, float* factors) where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes.Store(TLanes.Multiply(TLanes.FromBytes(Vector128.Load((sbyte*)block + 192)), HalfTable.Broadcast<TLanes>(block + 208)), factors);
        for (var half = 0; half < 2; half++, target += 8 * stride, factors += 8)
        {
            for (var part = 0; part < 2; part++)
            {
                var low = block + 64 * half + 16 * part;
                var (a, b) = (Vector128.Load(low), Vector128.Load(low + 32));
                var high = Vector128.Load(block + 128 + 32 * half + 16 * part);
                var group = factors + part;
                var to = part * stride;
                Put<TLanes>(Quants.LowNibbles(a) | Quants.Up(high, 4, 48), group, target + to);
                Put<TLanes>(Quants.LowNibbles(b) | Quants.Up(high, 2, 48), group + 2, target + to + 2 * stride);
                Put<TLanes>(Quants.HighNibbles(a) | high & Vector128.Create((byte)48), group + 4, target + to + 4 * stride);
                Put<TLanes>(Quants.HighNibbles(b) | Quants.Down(high, 2, 48), group + 6, target + to + 6 * stride);
            }
        }
    }

    /// <summary>Stores sixteen weights of one group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TLanes>(Vector128<byte> quants, float* factor, float* target) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Store(TLanes.Multiply(Quants.Lanes<TLanes>(quants, 32), TLanes.Broadcast(*factor)), target);
}
