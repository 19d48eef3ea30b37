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

    public override int FewInputs => TLanes.Registers >= 24 ? 8 : 1;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MultiplyFew(
        byte* weights, long rowBytes, int count, float* input, long stride, int inputs, int columns, float* dots, int pitch)
    {
        var ahead = Prefetching.Distance(rowBytes);
        for (var n = 0; n < count; n += 4, weights += 4 * rowBytes)
        {
            // Beyond the last row, that row is computed again.
            var left = count - n;
            var b = left > 1 ? weights + rowBytes : weights;
            var c = left > 2 ? b + rowBytes : b;
            var d = left > 3 ? c + rowBytes : c;
            if (inputs == 1)
            {
                MultiplyFour(weights, b, c, d, ahead, input, columns, dots + n);
                continue;
            }
            for (var m = 0; m < inputs; m += 4)
            {
                MultiplyFourByFour(weights, b, c, d, m == 0 ? ahead : 0,
                    input + m * stride, stride, inputs - m, columns, dots + m * pitch + n, pitch);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
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
        Put(sumA, sumB, sumC, sumD, dots);
    }

    // Inlined into its caller, it would exceed what the compiler inlines in one method, and every operation would become a call.
    /// <summary>Four weight rows by up to four inputs, where registers are enough for the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplyFourByFour(
        byte* a, byte* b, byte* c, byte* d, long ahead, float* x0, long stride, int inputs, int columns, float* dots, int pitch)
    {
        // Beyond the last input, that input is computed again.
        var x1 = inputs > 1 ? x0 + stride : x0;
        var x2 = inputs > 2 ? x1 + stride : x1;
        var x3 = inputs > 3 ? x2 + stride : x2;
        TLanes a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3;
        a0 = a1 = a2 = a3 = b0 = b1 = b2 = b3 = c0 = c1 = c2 = c3 = d0 = d1 = d2 = d3 = TLanes.Broadcast(0);
        for (var end = x0 + columns; x0 < end;)
        {
            for (var half = 0; half < 2; half++)
            {
                var (v0, v1, v2, v3) = (TLanes.Load(x0), TLanes.Load(x1), TLanes.Load(x2), TLanes.Load(x3));
                var w = TFormat.Half<TLanes>(a, half);
                a0 = TLanes.MultiplyAdd(w, v0, a0);
                a1 = TLanes.MultiplyAdd(w, v1, a1);
                a2 = TLanes.MultiplyAdd(w, v2, a2);
                a3 = TLanes.MultiplyAdd(w, v3, a3);
                w = TFormat.Half<TLanes>(b, half);
                b0 = TLanes.MultiplyAdd(w, v0, b0);
                b1 = TLanes.MultiplyAdd(w, v1, b1);
                b2 = TLanes.MultiplyAdd(w, v2, b2);
                b3 = TLanes.MultiplyAdd(w, v3, b3);
                w = TFormat.Half<TLanes>(c, half);
                c0 = TLanes.MultiplyAdd(w, v0, c0);
                c1 = TLanes.MultiplyAdd(w, v1, c1);
                c2 = TLanes.MultiplyAdd(w, v2, c2);
                c3 = TLanes.MultiplyAdd(w, v3, c3);
                w = TFormat.Half<TLanes>(d, half);
                d0 = TLanes.MultiplyAdd(w, v0, d0);
                d1 = TLanes.MultiplyAdd(w, v1, d1);
                d2 = TLanes.MultiplyAdd(w, v2, d2);
                d3 = TLanes.MultiplyAdd(w, v3, d3);
                x0 += 16;
                x1 += 16;
                x2 += 16;
                x3 += 16;
            }
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
        Put(a0, b0, c0, d0, dots);
        Put(a1, b1, c1, d1, dots + pitch);
        Put(a2, b2, c2, d2, dots + 2 * pitch);
        Put(a3, b3, c3, d3, dots + 3 * pitch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TLanes a, TLanes b, TLanes c, TLanes d, float* dots)
    {
        dots[0] = TLanes.Sum(a);
        dots[1] = TLanes.Sum(b);
        dots[2] = TLanes.Sum(c);
        dots[3] = TLanes.Sum(d);
    }
}
