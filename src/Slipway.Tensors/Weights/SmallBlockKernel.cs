using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

/// <summary>Types whose blocks are short: weights go from the file into registers and into the sum.</summary>
internal sealed unsafe class SmallBlockKernel<TLanes, TFormat> : WeightKernel
    where TLanes : unmanaged, ILanes<TLanes>
    where TFormat : struct, ISmallFormat
{
    private const int Length = 32;

    public override int BlockLength => Length;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Decode(byte* source, int columns, float* target, int stride, bool padded)
    {
        for (var blocks = columns / Length; blocks > 0; blocks--)
        {
            TLanes.Store(TFormat.Half<TLanes>(source, 0), target);
            TLanes.Store(TFormat.Half<TLanes>(source, 1), target + stride);
            source += TFormat.BlockBytes;
            target += 2 * stride;
        }
        var rest = columns % Length;
        if (rest == 0)
            return;
        // Only types without blocks have rows that end within one.
        var bytes = stackalloc byte[TFormat.BlockBytes];
        var values = stackalloc float[Length];
        new Span<byte>(bytes, TFormat.BlockBytes).Clear();
        Unsafe.CopyBlockUnaligned(bytes, source, (uint)(TFormat.BlockBytes / Length * rest));
        TLanes.Store(TFormat.Half<TLanes>(bytes, 0), values);
        TLanes.Store(TFormat.Half<TLanes>(bytes, 1), values + 16);
        for (; rest > 0; rest -= 16, values += 16, target += stride)
            Unsafe.CopyBlockUnaligned(target, values, (uint)(padded ? 16 : Math.Min(16, rest)) * sizeof(float));
    }

    public override void MultiplyOne(byte* weights, long rowBytes, int count, float* input, int columns, float* dots)
    {
        var ahead = Prefetching.Distance(rowBytes);
        for (var n = 0; n < count; n += 4, weights += 4 * rowBytes)
        {
            // Beyond the last row, that row is computed again.
            var left = count - n;
            var b = left > 1 ? weights + rowBytes : weights;
            var c = left > 2 ? b + rowBytes : b;
            var d = left > 3 ? c + rowBytes : c;
            MultiplyFour(weights, b, c, d, ahead, input, columns, dots + n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyFour(byte* a, byte* b, byte* c, byte* d, long ahead, float* x, int columns, float* dots)
    {
        var (sumA, sumB, sumC, sumD) = (TLanes.Broadcast(0), TLanes.Broadcast(0), TLanes.Broadcast(0), TLanes.Broadcast(0));
        for (var end = x + columns; x < end; x += Length)
        {
            var (low, high) = (TLanes.Load(x), TLanes.Load(x + 16));
            sumA = TLanes.MultiplyAdd(TFormat.Half<TLanes>(a, 0), low, sumA);
            sumA = TLanes.MultiplyAdd(TFormat.Half<TLanes>(a, 1), high, sumA);
            sumB = TLanes.MultiplyAdd(TFormat.Half<TLanes>(b, 0), low, sumB);
            sumB = TLanes.MultiplyAdd(TFormat.Half<TLanes>(b, 1), high, sumB);
            sumC = TLanes.MultiplyAdd(TFormat.Half<TLanes>(c, 0), low, sumC);
            sumC = TLanes.MultiplyAdd(TFormat.Half<TLanes>(c, 1), high, sumC);
            sumD = TLanes.MultiplyAdd(TFormat.Half<TLanes>(d, 0), low, sumD);
            sumD = TLanes.MultiplyAdd(TFormat.Half<TLanes>(d, 1), high, sumD);
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(a + ahead);
                Sse.Prefetch0(b + ahead);
                Sse.Prefetch0(c + ahead);
                Sse.Prefetch0(d + ahead);
            }
            a += TFormat.BlockBytes;
            b += TFormat.BlockBytes;
            c += TFormat.BlockBytes;
            d += TFormat.BlockBytes;
        }
        dots[0] = TLanes.Sum(sumA);
        dots[1] = TLanes.Sum(sumB);
        dots[2] = TLanes.Sum(sumC);
        dots[3] = TLanes.Sum(sumD);
    }
}
