using Slipway.Models.Architectures;
using Slipway.Tensors;
using Slipway.Tensors.Dense;
using Slipway.Tensors.Gradients;
using Slipway.Training.Tape;

namespace Slipway.Training.Operations;

/// <summary>
/// Causal attention inside each segment. Scores are made for a block of query rows at a time and never kept: backwards they come again
/// from query, key and the logarithm of each row's sum.
/// <para>
/// A thread takes a segment and a key/value head with all query heads that share it, so that the gradients of keys and values are added
/// in one order whatever the threads.
/// </para>
/// </summary>
internal sealed unsafe class AttentionOperation(
    Compute compute, Attention attention, Node query, Node key, Node value, Node logSums, Node output) : Operation
{
    private const int BlockRows = 48;

    private static readonly PackedProduct Product = PackedProduct.Current;

    private readonly int _headDim = attention.HeadDim;
    private readonly int _group = attention.Heads / attention.KvHeads;
    private readonly float _scale = attention.Scale;

    public override IReadOnlyList<Node> Inputs { get; } = [query, key, value];

    public override IReadOnlyList<Node> Outputs { get; } = [logSums, output];

    public override IReadOnlyList<Node> Saved { get; } = [query, key, value, logSums, output];

    public override void Forward(Pass pass)
    {
        var longest = pass.Batch.Segments.Max(segment => segment.Count);
        var sizes = new Sizes(longest, _headDim);
        compute.ReserveOwn(sizes.Forward);
        compute.ForRanges(pass.Batch.Segments.Count * attention.KvHeads, 1, (item, _, worker) =>
        {
            var segment = pass.Batch.Segments[item / attention.KvHeads];
            var kvHead = item % attention.KvHeads;
            var memory = compute.Own(worker);
            var (keys, values) = ((nint)memory, (nint)(memory + sizes.Keys));
            Product.PackRight(Head(key, key.Value, segment, kvHead).Transposed, (float*)keys);
            Product.PackRight(Head(value, value.Value, segment, kvHead), (float*)values);
            for (var head = kvHead * _group; head < (kvHead + 1) * _group; head++)
            {
                for (var first = 0; first < segment.Count; first += BlockRows)
                {
                    var rows = Math.Min(BlockRows, segment.Count - first);
                    Forward(segment, head, first, rows, (float*)keys, (float*)values, memory + sizes.Keys + sizes.Values, sizes);
                }
            }
        });
    }

    private void Forward(Segment segment, int head, int first, int rows, float* keys, float* values, float* memory, Sizes sizes)
    {
        var (begin, end) = KeyRange(first, rows);
        var packed = memory + sizes.Scores;
        var scores = new MatrixView(memory, rows, end - begin);
        Product.PackLeft(Head(query, query.Value, segment, head).RowRange(first, rows), packed);
        Product.Multiply(packed, _headDim, keys + (long)begin * _headDim, _headDim, _headDim, scores, false);
        for (var i = 0; i < rows; i++)
        {
            var (low, high) = Seen(first + i);
            var row = memory + (long)i * scores.Columns;
            new Span<float>(row, low - begin).Clear();
            new Span<float>(row + (high - begin), end - high).Clear();
            var seen = row + (low - begin);
            var sum = GradientOps.LogSumExp(seen, _scale, high - low);
            GradientOps.ExpOf(seen, _scale, sum, 1, high - low);
            logSums.Value[(long)(segment.First + first + i) * attention.Heads + head] = sum;
        }
        Product.PackLeft(scores, packed);
        Product.Multiply(packed, scores.Columns, values + (long)begin * Product.RightPanel, segment.Count, scores.Columns,
            Head(output, output.Value, segment, head).RowRange(first, rows), false);
    }

    public override void Backward(Pass pass)
    {
        if (!query.NeedsGradient && !key.NeedsGradient && !value.NeedsGradient)
            return;
        var longest = pass.Batch.Segments.Max(segment => segment.Count);
        var sizes = new Sizes(longest, _headDim);
        compute.ReserveOwn(sizes.Backward);
        compute.ForRanges(pass.Batch.Segments.Count * attention.KvHeads, 1, (item, _, worker) =>
        {
            var segment = pass.Batch.Segments[item / attention.KvHeads];
            var kvHead = item % attention.KvHeads;
            var memory = compute.Own(worker);
            Product.PackRight(Head(key, key.Value, segment, kvHead).Transposed, memory);
            Product.PackRight(Head(value, value.Value, segment, kvHead).Transposed, memory + sizes.Keys);
            Product.PackRight(Head(key, key.Value, segment, kvHead), memory + 2 * sizes.Keys);
            for (var row = 0; row < segment.Count; row++)
            {
                Head(key, key.Gradient, segment, kvHead).Row(row).Clear();
                Head(value, value.Gradient, segment, kvHead).Row(row).Clear();
            }
            for (var head = kvHead * _group; head < (kvHead + 1) * _group; head++)
            {
                for (var first = 0; first < segment.Count; first += BlockRows)
                    Backward(segment, head, kvHead, first, Math.Min(BlockRows, segment.Count - first), memory, sizes);
            }
        });
    }

    // p = softmax(scale q k); o = p v. dv += pᵀ do; dp = do vᵀ; ds = p (dp - do·o) scale; dq = ds k; dk += dsᵀ q.
    private void Backward(Segment segment, int head, int kvHead, int first, int rows, float* memory, Sizes sizes)
    {
        var (begin, end) = KeyRange(first, rows);
        var (count, depth) = (end - begin, _headDim);
        var (keys, values, keysDeep) = ((nint)memory, (nint)(memory + sizes.Keys), (nint)(memory + 2 * sizes.Keys));
        var scores = memory + 2 * sizes.Keys + sizes.Values;
        var gradients = scores + sizes.Scores;
        var packed = gradients + sizes.Scores;
        var (p, ds) = (new MatrixView(scores, rows, count), new MatrixView(gradients, rows, count));
        var queries = Head(query, query.Value, segment, head).RowRange(first, rows);
        var outputs = Head(output, output.Value, segment, head).RowRange(first, rows);
        var incoming = Head(output, output.Gradient, segment, head).RowRange(first, rows);

        Product.PackLeft(queries, packed);
        Product.Multiply(packed, depth, (float*)keys + (long)begin * depth, depth, depth, p, false);
        Product.PackLeft(incoming, packed);
        Product.Multiply(packed, depth, (float*)values + (long)begin * depth, depth, depth, ds, false);
        for (var i = 0; i < rows; i++)
        {
            var (low, high) = Seen(first + i);
            fixed (float* o = outputs.Row(i), d = incoming.Row(i))
            {
                var sum = logSums.Value[(long)(segment.First + first + i) * attention.Heads + head];
                var seen = (long)i * count + (low - begin);
                GradientOps.ExpOf(scores + seen, _scale, sum, 1, high - low);
                GradientOps.Softmax(scores + seen, gradients + seen, GradientOps.Dot(d, o, depth), _scale, high - low);
            }
            foreach (var view in (ReadOnlySpan<MatrixView>)[p, ds])
            {
                view.Row(i)[..(low - begin)].Clear();
                view.Row(i)[(high - begin)..].Clear();
            }
        }

        Product.PackLeft(ds, packed);
        Product.Multiply(packed, count, (float*)keysDeep + (long)begin * Product.RightPanel, segment.Count, count,
            Head(query, query.Gradient, segment, head).RowRange(first, rows), false);
        AddProduct(ds.Transposed, queries, Head(key, key.Gradient, segment, kvHead).RowRange(begin, count), packed);
        AddProduct(p.Transposed, incoming, Head(value, value.Gradient, segment, kvHead).RowRange(begin, count), packed);
    }

    private static void AddProduct(MatrixView a, MatrixView b, MatrixView c, float* memory)
    {
        var right = memory + Product.LeftSize(a.Rows, a.Columns);
        Product.PackLeft(a, memory);
        Product.PackRight(b, right);
        Product.Multiply(memory, a.Columns, right, a.Columns, a.Columns, c, true);
    }

    /// <summary>The keys that some row of a block sees, from where a packed panel begins.</summary>
    private (int Begin, int End) KeyRange(int first, int rows) =>
        (Seen(first).Low / Product.RightPanel * Product.RightPanel, first + rows);

    /// <summary>The keys that a row sees: itself and those before it, within the window or chunk.</summary>
    private (int Low, int High) Seen(int position)
    {
        var low = 0;
        if (attention.Window > 0)
            low = Math.Max(low, position + 1 - attention.Window);
        if (attention.Chunk > 0)
            low = Math.Max(low, position / attention.Chunk * attention.Chunk);
        return (low, position + 1);
    }

    private MatrixView Head(Node node, float* data, Segment segment, int head) =>
        new(data + (long)segment.First * node.Width + (long)head * _headDim, segment.Count, _headDim, node.Width);

    /// <summary>Floats of a thread's scratch, for segments of at most so many rows.</summary>
    private readonly struct Sizes(int longest, int headDim)
    {
        /// <summary>Of keys or values as right operand over the depth of a head.</summary>
        public long Keys { get; } = Product.RightSize(longest, headDim);

        /// <summary>Of keys or values as right operand over the depth of the segment.</summary>
        public long Values { get; } = Product.RightSize(headDim, longest);

        public long Scores { get; } = (long)BlockRows * longest;

        public long Forward => Keys + Values + Scores + Product.LeftSize(BlockRows, Math.Max(longest, headDim));

        public long Backward => 2 * Keys + Values + 2 * Scores + Math.Max(
            Product.LeftSize(BlockRows, Math.Max(longest, headDim)),
            Product.LeftSize(longest, BlockRows) + Product.RightSize(headDim, BlockRows));
    }
}
