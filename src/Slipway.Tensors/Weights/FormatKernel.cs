using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Weights;

internal sealed unsafe class FormatKernel<TLanes, TFormat> : WeightKernel
    where TLanes : unmanaged, ILanes<TLanes>
    where TFormat : struct, IWeightFormat
{
    // The way of memory in bytes: at 40 GB/s, 200 ns. Rows may be short, so the look ahead goes to the rows of a later round.
    private const int PrefetchBytes = 8192;

    public override int FewRows(int columns) => columns % TFormat.BlockLength == 0 ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Decode(byte* source, int columns, float* target, int stride, bool padded)
    {
        var factors = stackalloc float[TFormat.Factors];
        for (var blocks = columns / TFormat.BlockLength; blocks > 0; blocks--)
        {
            TFormat.Prepare<TLanes>(source, factors);
            for (var chunk = 0; chunk < TFormat.BlockLength / 16; chunk++, target += stride)
                TLanes.Store(TFormat.Chunk<TLanes>(source, factors, chunk), target);
            source += TFormat.BlockBytes;
        }
        var rest = columns % TFormat.BlockLength;
        if (rest == 0)
            return;
        // Only types without blocks have rows that end within one.
        var bytes = stackalloc byte[TFormat.BlockBytes];
        var values = stackalloc float[16];
        new Span<byte>(bytes, TFormat.BlockBytes).Clear();
        Unsafe.CopyBlockUnaligned(bytes, source, (uint)(TFormat.BlockBytes / TFormat.BlockLength * rest));
        for (var chunk = 0; chunk * 16 < rest; chunk++, target += stride)
        {
            TLanes.Store(TFormat.Chunk<TLanes>(bytes, factors, chunk), values);
            var count = padded ? 16 : Math.Min(16, rest - 16 * chunk);
            Unsafe.CopyBlockUnaligned(target, values, (uint)count * sizeof(float));
        }
    }

    public override void MultiplyFew(
        byte* weights, long rowBytes, int count, float* input, int inputStride, int rows, int columns, float* dots)
    {
        var ahead = (PrefetchBytes / (4 * rowBytes) + 1) * 4 * rowBytes;
        for (var n = 0; n < count; n += 4)
        {
            // Beyond the last row, that row is computed again.
            var left = count - n;
            var row = weights + n * rowBytes;
            var step2 = left > 1 ? rowBytes : 0;
            var step3 = left > 2 ? step2 + rowBytes : step2;
            var step4 = left > 3 ? step3 + rowBytes : step3;
            Four(row, row + step2, row + step3, row + step4, ahead, input, columns, dots + n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(byte* a, byte* b, byte* c, byte* d, long ahead, float* x, int columns, float* dots)
    {
        var factors = stackalloc float[4 * TFormat.Factors];
        var (sumA, sumB, sumC, sumD) = (TLanes.Broadcast(0), TLanes.Broadcast(0), TLanes.Broadcast(0), TLanes.Broadcast(0));
        for (var end = x + columns; x < end; x += TFormat.BlockLength)
        {
            TFormat.Prepare<TLanes>(a, factors);
            TFormat.Prepare<TLanes>(b, factors + TFormat.Factors);
            TFormat.Prepare<TLanes>(c, factors + 2 * TFormat.Factors);
            TFormat.Prepare<TLanes>(d, factors + 3 * TFormat.Factors);
            for (var chunk = 0; chunk < TFormat.BlockLength / 16; chunk += 2)
            {
                var (low, high) = (TLanes.Load(x + 16 * chunk), TLanes.Load(x + 16 * chunk + 16));
                sumA = TLanes.MultiplyAdd(TFormat.Chunk<TLanes>(a, factors, chunk), low, sumA);
                sumA = TLanes.MultiplyAdd(TFormat.Chunk<TLanes>(a, factors, chunk + 1), high, sumA);
                sumB = TLanes.MultiplyAdd(TFormat.Chunk<TLanes>(b, factors + TFormat.Factors, chunk), low, sumB);
                sumB = TLanes.MultiplyAdd(TFormat.Chunk<TLanes>(b, factors + TFormat.Factors, chunk + 1), high, sumB);
                sumC = TLanes.MultiplyAdd(TFormat.Chunk<TLanes>(c, factors + 2 * TFormat.Factors, chunk), low, sumC);
                sumC = TLanes.MultiplyAdd(TFormat.Chunk<TLanes>(c, factors + 2 * TFormat.Factors, chunk + 1), high, sumC);
                sumD = TLanes.MultiplyAdd(TFormat.Chunk<TLanes>(d, factors + 3 * TFormat.Factors, chunk), low, sumD);
                sumD = TLanes.MultiplyAdd(TFormat.Chunk<TLanes>(d, factors + 3 * TFormat.Factors, chunk + 1), high, sumD);
            }
            Sse.Prefetch0(a + ahead);
            Sse.Prefetch0(b + ahead);
            Sse.Prefetch0(c + ahead);
            Sse.Prefetch0(d + ahead);
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
