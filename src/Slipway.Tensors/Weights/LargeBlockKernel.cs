using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>Types whose blocks are long: a block of four rows becomes floats in the first cache, then goes into their sums.</summary>
internal sealed unsafe class LargeBlockKernel<TLanes, TFormat> : WeightKernel
    where TLanes : unmanaged, ILanes<TLanes>
    where TFormat : struct, ILargeFormat
{
    private const int Length = 256;
    private const int Factors = 32;

    public override int BlockLength => Length;

    public override int FewInputs => 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public override void Decode(byte* source, int columns, float* target, int stride, bool padded)
    {
        var room = stackalloc float[Factors + 16];
        var factors = Aligned(room);
        for (var blocks = columns / Length; blocks > 0; blocks--)
        {
            TFormat.Decode<TLanes>(source, target, stride, factors);
            source += TFormat.BlockBytes;
            target += Length / 16 * stride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization), SkipLocalsInit]
    public override void MultiplyFew(
        byte* weights, long rowBytes, int count, float* input, long stride, int inputs, int columns, float* dots, int pitch)
    {
        var room = stackalloc float[Factors + 4 * Length + 16];
        var factors = Aligned(room);
        var values = factors + Factors;
        var ahead = Prefetching.Distance(rowBytes);
        for (var n = 0; n < count; n += 4, weights += 4 * rowBytes)
        {
            // Beyond the last row, that row is computed again.
            var last = Math.Min(3, count - n - 1);
            var (sumA, sumB, sumC, sumD) = (TLanes.Broadcast(0), TLanes.Broadcast(0), TLanes.Broadcast(0), TLanes.Broadcast(0));
            var block = weights;
            for (var x = input; x < input + columns; block += TFormat.BlockBytes)
            {
                for (var row = 0; row < 4; row++)
                {
                    var source = block + Math.Min(row, last) * rowBytes;
                    if (Sse.IsSupported)
                    {
                        for (var line = 0; line < TFormat.BlockBytes; line += 64)
                            Sse.Prefetch0(source + ahead + line);
                    }
                    TFormat.Decode<TLanes>(source, values + row * Length, 16, factors);
                }
                for (var value = values; value < values + Length; value += 16, x += 16)
                {
                    var lanes = TLanes.Load(x);
                    sumA = TLanes.MultiplyAdd(lanes, TLanes.Load(value), sumA);
                    sumB = TLanes.MultiplyAdd(lanes, TLanes.Load(value + Length), sumB);
                    sumC = TLanes.MultiplyAdd(lanes, TLanes.Load(value + 2 * Length), sumC);
                    sumD = TLanes.MultiplyAdd(lanes, TLanes.Load(value + 3 * Length), sumD);
                }
            }
            dots[n] = TLanes.Sum(sumA);
            dots[n + 1] = TLanes.Sum(sumB);
            dots[n + 2] = TLanes.Sum(sumC);
            dots[n + 3] = TLanes.Sum(sumD);
        }
    }

    /// <summary>The first cache line in room for sixteen floats more than are needed.</summary>
    private static float* Aligned(float* room) => (float*)((nuint)room + 63 & ~(nuint)63);
}
