using System.Runtime.CompilerServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Attention;

/// <summary>
/// Online softmax, block by block. Each block's keys and values become floats once for all rows and heads of the call. A row's bits
/// don't depend on the rows beside it: blocks lie at absolute positions, tokens that a row doesn't see weigh exactly 0, and blocks of
/// which it sees none are left out.
/// </summary>
internal sealed unsafe class LaneAttentionKernel<TLanes> : AttentionKernel where TLanes : unmanaged, ILanes<TLanes>
{
    private const int Tokens = KvLayout.BlockTokens;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Store(in AttentionCall call, in AttentionSpan span, int kvHead)
    {
        var dim = call.Layout.HeadDim;
        var halves = stackalloc ushort[16];
        for (var row = 0; row < span.RowCount; row++)
        {
            var position = span.FirstPosition + row;
            var slot = position % Tokens;
            var block = call.Cache + span.Blocks[position / Tokens] * call.Layout.BlockBytes;
            var keys = (ushort*)(block + call.Layout.KeyOffset(call.Layer, kvHead)) + slot;
            var values = (ushort*)(block + call.Layout.ValueOffset(call.Layer, kvHead)) + slot * dim;
            var key = call.Keys + (long)(span.FirstRow + row) * call.KeyStride + kvHead * dim;
            var value = call.Values + (long)(span.FirstRow + row) * call.ValueStride + kvHead * dim;
            for (var d = 0; d < dim; d += 16)
            {
                var count = Math.Min(16, dim - d);
                TLanes.StoreHalf(Part(key + d, count), halves);
                for (var i = 0; i < count; i++)
                    keys[(d + i) * Tokens] = halves[i];
                TLanes.StoreHalf(Part(value + d, count), halves);
                Unsafe.CopyBlockUnaligned(values + d, halves, (uint)count * sizeof(ushort));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Attend(in AttentionCall call, in AttentionSpan span, int kvHead, int firstRow, int rows, float* scratch)
    {
        var layout = call.Layout;
        var (dim, padded, group) = (layout.HeadDim, Padded(layout.HeadDim), call.QueryHeads / layout.KvHeads);
        var count = rows * group;
        // keys: [dim][32], values: [32][dim], queries: [count][dim], sums: [count][padded], weights: [count][32]
        var keys = scratch;
        var values = keys + Tokens * dim + 16;
        var queries = values + Tokens * dim + 16;
        var sums = queries + count * dim;
        var weights = sums + count * padded;
        var highest = weights + count * Tokens;
        var totals = highest + count;

        for (var q = 0; q < count; q++)
        {
            var source = call.Queries + (long)(span.FirstRow + firstRow + q / group) * call.QueryStride + (kvHead * group + q % group) * dim;
            for (var d = 0; d < dim; d++)
                queries[q * dim + d] = source[d] * call.Scale;
            new Span<float>(sums + q * padded, padded).Clear();
            (highest[q], totals[q]) = (float.NegativeInfinity, 0);
        }

        var position = span.FirstPosition + firstRow;
        var last = position + rows - 1;
        for (var block = call.FirstSeen(position) / Tokens; block <= last / Tokens; block++)
        {
            var start = block * Tokens;
            var address = call.Cache + span.Blocks[block] * layout.BlockBytes;
            Widen((ushort*)(address + layout.KeyOffset(call.Layer, kvHead)), keys, Tokens * dim);
            Widen((ushort*)(address + layout.ValueOffset(call.Layer, kvHead)), values, Tokens * dim);
            var written = Math.Min(Tokens, last + 1 - start);
            for (var q = 0; q < count; q++)
            {
                var own = position + q / group;
                var (from, to) = (Math.Max(0, call.FirstSeen(own) - start), Math.Min(Tokens, own + 1 - start));
                if (from >= to)
                    continue;
                Weigh(queries + q * dim, keys, dim, from, to, weights + q * Tokens, sums + q * padded, padded, highest + q, totals + q);
                Sum(weights + q * Tokens, values, dim, written, sums + q * padded, padded);
            }
        }

        for (var q = 0; q < count; q++)
        {
            var target = call.Output + (long)(span.FirstRow + firstRow + q / group) * call.OutputStride + (kvHead * group + q % group) * dim;
            var factor = TLanes.Broadcast(1 / totals[q]);
            for (var d = 0; d < dim; d += 16)
            {
                // Adding 0 makes -0 and 0 the same: a neighbour's tokens, of weight 0, may have turned one into the other.
                var value = TLanes.MultiplyAdd(TLanes.Load(sums + q * padded + d), factor, TLanes.Broadcast(0));
                if (dim - d >= 16)
                    TLanes.Store(value, target + d);
                else
                    LaneMath.StorePart(value, target + d, dim - d);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Part(float* source, int count) =>
        count == 16 ? TLanes.Load(source) : LaneMath.LoadPart<TLanes>(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Widen(ushort* source, float* target, int count)
    {
        for (var i = 0; i < count; i += 16)
            TLanes.Store(TLanes.LoadHalf(source + i), target + i);
    }

    /// <summary>The weights of a block's tokens for one query; sums and total are brought to the new highest score.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weigh(
        float* query, float* keys, int dim, int from, int to, float* weights, float* sums, int padded, float* highest, float* total)
    {
        var (low, high) = (TLanes.Broadcast(0), TLanes.Broadcast(0));
        for (var d = 0; d < dim; d++)
        {
            var q = TLanes.Broadcast(query[d]);
            low = TLanes.MultiplyAdd(q, TLanes.Load(keys + d * Tokens), low);
            high = TLanes.MultiplyAdd(q, TLanes.Load(keys + d * Tokens + 16), high);
        }
        (low, high) = (See(low, 0, from, to), See(high, 16, from, to));
        var newHighest = MathF.Max(*highest, TLanes.Largest(TLanes.Max(low, high)));
        var shift = TLanes.Broadcast(newHighest);
        (low, high) = (LaneMath.Exp(TLanes.Subtract(low, shift)), LaneMath.Exp(TLanes.Subtract(high, shift)));
        TLanes.Store(low, weights);
        TLanes.Store(high, weights + 16);
        var sum = TLanes.Sum(TLanes.Add(low, high));
        if (newHighest == *highest)
        {
            *total += sum;
            return;
        }
        var factor = LaneMath.Exp(TLanes.Subtract(TLanes.Broadcast(*highest), shift));
        for (var d = 0; d < padded; d += 16)
            TLanes.Store(TLanes.Multiply(TLanes.Load(sums + d), factor), sums + d);
        *total = MathF.FusedMultiplyAdd(*total, TLanes.Largest(factor), sum);
        *highest = newHighest;
    }

    /// <summary>Scores of tokens outside of from … to - 1 become minus infinity, whatever lies there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes See(TLanes scores, int first, int from, int to)
    {
        if (from <= first && to >= first + 16)
            return scores;
        var hidden = TLanes.Broadcast(float.NegativeInfinity);
        fixed (float* ramp = Ramp)
        {
            var index = TLanes.Load(ramp + first);
            scores = TLanes.SelectLess(index, TLanes.Broadcast(to), scores, hidden);
            return TLanes.SelectLess(index, TLanes.Broadcast(from), hidden, scores);
        }
    }

    private static ReadOnlySpan<float> Ramp =>
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(float* weights, float* values, int dim, int tokens, float* sums, int padded)
    {
        for (var d = 0; d < padded; d += 16)
        {
            var sum = TLanes.Load(sums + d);
            for (var t = 0; t < tokens; t++)
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(weights[t]), TLanes.Load(values + t * dim + d), sum);
            TLanes.Store(sum, sums + d);
        }
    }
}
