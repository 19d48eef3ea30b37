using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Tests.Attention;

/// <summary>Random queries, keys and values of one sequence, and ways to run the attention over them.</summary>
internal sealed unsafe class Sequence
{
    private readonly int _tokens;
    private readonly Pinned<float> _queries;
    private readonly Pinned<float> _keys;
    private readonly Pinned<float> _values;
    private readonly Pinned<float> _output;
    private readonly Pinned<byte> _cache;
    private readonly Pinned<int> _blocks;
    private AttentionCall _call;

    public Sequence(int headDim, int heads, int kvHeads, int window, int chunk, int tokens, int seed)
    {
        var random = new Random(seed);
        var layout = new KvLayout(2, kvHeads, headDim);
        var blocks = (tokens + 31) / 32;
        _tokens = tokens;
        // One float too many in a row: strides are used.
        var (queryStride, keyStride) = (heads * headDim + 1, kvHeads * headDim + 1);
        _queries = Pinned<float>.Of(Sets.Normal(random, tokens * queryStride));
        _keys = Pinned<float>.Of(Sets.Normal(random, tokens * keyStride));
        _values = Pinned<float>.Of(Sets.Normal(random, tokens * keyStride));
        _output = new Pinned<float>(tokens * heads * headDim);
        _cache = new Pinned<byte>((int)layout.BlockBytes * (blocks + 1));
        _blocks = Pinned<int>.Of([.. Enumerable.Range(0, blocks).OrderBy(_ => random.Next())]);
        _call = new AttentionCall
        {
            Layout = layout,
            Cache = _cache.Data,
            Layer = 1,
            QueryHeads = heads,
            Queries = _queries.Data,
            QueryStride = queryStride,
            Output = _output.Data,
            OutputStride = heads * headDim,
            Keys = _keys.Data,
            KeyStride = keyStride,
            Values = _values.Data,
            ValueStride = keyStride,
            Scale = 1 / MathF.Sqrt(headDim),
            Window = window,
            Chunk = chunk,
        };
    }

    /// <summary>Stores and attends so many rows at a time; what isn't written of the cache is NaN.</summary>
    public float[] Run(InstructionSet set, int rowsAtOnce)
    {
        _cache.Values.AsSpan().Fill(0xFF);
        using var team = new ThreadTeam(2);
        using var attention = new PagedAttention(team, set);
        for (var row = 0; row < _tokens; row += rowsAtOnce)
            Step(attention, row, Math.Min(rowsAtOnce, _tokens - row));
        return [.. _output.Values];
    }

    public long AllocatedBytes()
    {
        using var team = new ThreadTeam(2);
        using var attention = new PagedAttention(team);
        Step(attention, 0, _tokens);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Step(attention, 0, _tokens);
        Step(attention, _tokens - 1, 1);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public static void RunTogether(Sequence a, Sequence b, out float[] first, out float[] second)
    {
        // b's blocks follow a's in one cache, and b's rows follow a's in the batch.
        var (call, both) = (a._call, a._tokens + b._tokens);
        var cache = new Pinned<byte>(a._cache.Values.Length + b._cache.Values.Length);
        cache.Values.AsSpan().Fill(0xFF);
        var shifted = Pinned<int>.Of([.. b._blocks.Values.Select(block => block + a._blocks.Values.Length)]);
        var queries = Pinned<float>.Of([.. a._queries.Values, .. b._queries.Values]);
        var keys = Pinned<float>.Of([.. a._keys.Values, .. b._keys.Values]);
        var values = Pinned<float>.Of([.. a._values.Values, .. b._values.Values]);
        var output = new Pinned<float>(both * call.OutputStride);
        call.Cache = cache.Data;
        call.Queries = queries.Data;
        call.Keys = keys.Data;
        call.Values = values.Data;
        call.Output = output.Data;
        using var team = new ThreadTeam(2);
        using var attention = new PagedAttention(team);
        AttentionSpan[] spans = [new(0, a._tokens, 0, a._blocks.Data), new(a._tokens, b._tokens, 0, shifted.Data)];
        attention.Store(call, spans);
        attention.Run(call, spans);
        first = output.Values[..(a._tokens * call.OutputStride)];
        second = output.Values[(a._tokens * call.OutputStride)..];
    }

    public double[] Reference()
    {
        var (dim, group) = (_call.Layout.HeadDim, _call.QueryHeads / _call.Layout.KvHeads);
        var result = new double[_output.Values.Length];
        for (var row = 0; row < _tokens; row++)
        {
            for (var head = 0; head < _call.QueryHeads; head++)
            {
                var query = _queries.Values.AsSpan(row * _call.QueryStride + head * dim, dim);
                var first = _call.FirstSeen(row);
                var weights = new double[row + 1];
                for (var t = first; t <= row; t++)
                    weights[t] = Math.Exp(Dot(query, _keys.Values.AsSpan(t * _call.KeyStride + head / group * dim, dim)) * _call.Scale);
                for (var t = first; t <= row; t++)
                {
                    for (var d = 0; d < dim; d++)
                        result[row * _call.OutputStride + head * dim + d] +=
                            weights[t] / weights.Sum() * _values.Values[t * _call.ValueStride + head / group * dim + d];
                }
            }
        }
        return result;
    }

    private void Step(PagedAttention attention, int row, int rows)
    {
        var span = new AttentionSpan(row, rows, row, _blocks.Data);
        attention.Store(_call, new ReadOnlySpan<AttentionSpan>(in span));
        attention.Run(_call, new ReadOnlySpan<AttentionSpan>(in span));
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return sum;
    }
}
