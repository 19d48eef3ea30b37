using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal readonly unsafe struct Q3_KWeights : ILargeFormat
{
    public static int BlockBytes => 110;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Decode<TLanes>(byte* block, float* target, int stride, float* factors) where TLanes : unmanaged, ILanes<TLanes>
    {
        const uint nibbles = 0x0F0F0F0F, top = 0x30303030;
        var packedScales = (uint*)(block + 96);
        var (a, b, c) = (packedScales[0], packedScales[1], packedScales[2]);
        var scales = Vector128.Create(
            a & nibbles | c << 4 & top, b & nibbles | c << 2 & top, a >> 4 & nibbles | c & top, b >> 4 & nibbles | c >> 2 & top);
        TLanes.Store(TLanes.Multiply(Quants.Lanes<TLanes>(scales.AsByte(), 32), HalfTable.Broadcast<TLanes>(block + 108)), factors);
        for (var part = 0; part < 2; part++, target += stride, factors++)
        {
            // Third bits: those of the first half of the block lie below those of the second.
            var high = Vector128.Load(block + 16 * part);
            for (var half = 0; half < 2; half++)
            {
                var packed = Vector128.Load(block + 32 + 32 * half + 16 * part);
                var group = factors + 8 * half;
                var to = target + 8 * half * stride;
                Put<TLanes>(packed & Vector128.Create((byte)3) | Quants.Up(high, 2, 4), group, to);
                Put<TLanes>(Quants.Down(packed, 2, 3) | Quants.Up(high, 1, 4), group + 2, to + 2 * stride);
                Put<TLanes>(Quants.Down(packed, 4, 3) | high & Vector128.Create((byte)4), group + 4, to + 4 * stride);
                Put<TLanes>(Quants.Down(packed, 6, 3) | Quants.Down(high, 1, 4), group + 6, to + 6 * stride);
                high = (high.AsUInt16() >> 4).AsByte();
            }
        }
    }

    /// <summary>Stores sixteen weights of one group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TLanes>(Vector128<byte> quants, float* factor, float* target) where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.Store(TLanes.Multiply(Quants.Lanes<TLanes>(quants, 4), TLanes.Broadcast(*factor)), target);
}
