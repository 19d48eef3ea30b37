using Slipway.Models.Adapters;
using Slipway.Models.Architectures;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>
/// Runs a model forward over batches. A row's arithmetic depends on its sequence only, never on what else is in the batch or how
/// the sequence was cut into steps. Not for use by two threads at once; allocates nothing in a step, once it has seen its largest.
///
/// One step:
///  1. Each row's token is looked up; its position's rotations are filled.
///  2. Each layer: norm; Q, K and V in one product; heads are normalized and turned, keys and values stored; attention; output added to
///     the states; norm; gate and up in one product; activation; down added to the states.
///  3. In the last layer, once keys and values are stored, only the wanted rows go on; the final norm and the output product follow.
/// </summary>
public sealed unsafe class Executor : IDisposable
{
    private readonly ModelSpec _spec;
    private readonly ThreadTeam _team;
    private readonly KvPool _pool;
    private readonly Projector _projector;
    private readonly PagedAttention _attention;
    private readonly RotaryTable[] _rotations;
    private readonly BoundLayer[] _layers;
    private readonly BoundNorm _outputNorm;
    private readonly BoundLinear _output;

    private readonly NativeBuffer _states;
    private readonly NativeBuffer _normed;
    private readonly NativeBuffer _branches;
    private readonly NativeBuffer _heads;
    private readonly NativeBuffer _attended;
    private readonly int _headStride;
    private NativeBuffer _logits = new(0);

    private readonly EmbeddingStep _embed;
    private readonly ResidualStep _residual;
    private readonly HeadStep _turn;
    private readonly DenseFeedForward _dense;
    private readonly ExpertMixer? _experts;

    private readonly WantedRows _wanted;
    private readonly int[] _positions;
    private AttentionSpan[] _spans = new AttentionSpan[16];
    private AttentionSpan[] _wantedSpans = new AttentionSpan[16];
    private Adapter?[] _wantedAdapters = new Adapter?[16];
    private int _spanCount;
    private int _wantedSpanCount;

    public Executor(Model model, ThreadTeam team, KvPool pool, int maxRows)
    {
        (_spec, _team, _pool, MaxRows) = (model.Spec, team, pool, maxRows);
        _projector = new Projector(team, maxRows);
        _attention = new PagedAttention(team);

        var weights = model.Weights;
        _rotations = [.. _spec.Layers.Select(layer => layer.Attention.Rope).OfType<Rope>().Distinct()
            .Select(rope => new RotaryTable(rope, weights.Vector(rope.Factors), maxRows))];
        _layers = [.. _spec.Layers.Select(layer =>
            new BoundLayer(layer, weights, Array.Find(_rotations, rotation => rotation.Rope == layer.Attention.Rope)))];
        _outputNorm = weights.Norm(_spec.OutputNorm)!;
        _output = weights.Linear(_spec.Output);

        var attention = _spec.Layers.MaxBy(layer => layer.Attention.Heads)!.Attention;
        _headStride = (attention.Heads + 2 * _spec.KvHeads) * _spec.HeadDim;
        _states = new NativeBuffer((long)maxRows * _spec.Width);
        _normed = new NativeBuffer((long)maxRows * _spec.Width);
        _branches = new NativeBuffer((long)maxRows * _spec.Width);
        _heads = new NativeBuffer((long)maxRows * _headStride);
        _attended = new NativeBuffer((long)maxRows * attention.Heads * _spec.HeadDim);

        _embed = new EmbeddingStep(_spec, weights, _rotations, _states.Data, maxRows);
        _residual = new ResidualStep(_states.Data, _branches.Data, _normed.Data, _spec.Width);
        _turn = new HeadStep(_heads.Data, _headStride);
        _dense = new DenseFeedForward(_spec, team, _projector, maxRows);
        _experts = Array.Exists(_layers, layer => layer.Experts is not null) ? new ExpertMixer(_spec, maxRows) : null;
        _wanted = new WantedRows(maxRows);
        _positions = new int[maxRows];
    }

    public int MaxRows { get; }

    /// <summary>Watches the inputs of matrices.</summary>
    internal ActivationMeter? Meter
    {
        get => _projector.Meter;
        init => _projector.Meter = value;
    }

    /// <summary>
    /// Logits of one row, valid until the next run. Rows are counted over the spans that want logits, in their order: one for a
    /// span that wants the last, all of a span that wants all.
    /// </summary>
    public ReadOnlySpan<float> Logits(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_wanted.Logits, nameof(index));
        return new(_logits.Data + (long)index * _spec.Vocabulary, _spec.Vocabulary);
    }

    /// <summary>Final hidden state of one row, after the last norm. Rows are counted over the spans that want hidden states.</summary>
    public ReadOnlySpan<float> Hidden(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_wanted.Hidden, nameof(index));
        return new(_normed.Data + (long)_wanted.HiddenRow(index) * _spec.Width, _spec.Width);
    }

    /// <summary>Shows the meter what the output matrix would meet, without the cost of logits: the hidden states of the last run.</summary>
    internal void MeterOutput()
    {
        for (var i = 0; i < _wanted.Hidden; i++)
            Meter?.Add(_output.Matrix, _normed.Data + (long)_wanted.HiddenRow(i) * _spec.Width, _spec.Width, 1);
    }

    public void Run(Batch batch)
    {
        Prepare(batch);
        if (batch.Rows == 0)
            return;

        _embed.Run(_team, batch);
        var (rows, pending, postNorm) = (batch.Rows, false, default(BoundNorm));
        for (var index = 0; index < _layers.Length; index++)
        {
            var layer = _layers[index];
            _residual.Run(_team, rows, pending, postNorm, layer.AttentionNorm);
            if (index == _layers.Length - 1 && _wanted.Count < rows)
            {
                AttendWanted(layer.Attention, index, rows);
                rows = _wanted.Count;
                if (rows == 0)
                    return;
            }
            else
            {
                Attend(layer.Attention, index, rows);
            }
            Project(layer, rows);

            _residual.Run(_team, rows, layer.AttentionPostNorm is not null, layer.AttentionPostNorm, layer.FeedForwardNorm);
            (pending, postNorm) = FeedForward(layer, rows);
        }
        _residual.Run(_team, rows, pending, postNorm, _outputNorm);
        ComputeLogits();
    }

    public void Dispose()
    {
        _projector.Dispose();
        _attention.Dispose();
        foreach (var rotation in _rotations)
            rotation.Dispose();
        foreach (var buffer in (NativeBuffer[])[_states, _normed, _branches, _heads, _attended, _logits])
            buffer.Dispose();
        _embed.Free();
        _dense.Dispose();
        _experts?.Dispose();
    }

    private void Prepare(Batch batch)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Rows, MaxRows, nameof(batch));
        foreach (var token in batch.Tokens)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)_spec.Vocabulary, nameof(batch));
        foreach (var position in batch.Positions)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, _spec.ContextLength, nameof(batch));
        foreach (var block in batch.Blocks)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)block, (uint)_pool.Blocks, nameof(batch));

        batch.Positions.CopyTo(_positions);
        _wanted.Collect(batch);
        if (batch.MaxSpans > _spans.Length)
            (_spans, _wantedSpans, _wantedAdapters) = (new AttentionSpan[batch.MaxSpans], new AttentionSpan[batch.MaxSpans], new Adapter?[batch.MaxSpans]);
        (_spanCount, _wantedSpanCount) = (0, 0);
        _projector.ClearAdapters();
        // The batch pins its block ids.
        fixed (int* blocks = batch.Blocks)
        {
            var firstWanted = 0;
            foreach (var span in batch.Spans)
            {
                _spans[_spanCount++] = new AttentionSpan(span.FirstRow, span.Rows, span.FirstPosition, blocks + span.BlockOffset);
                _projector.Adapt(span.FirstRow, span.Rows, span.Adapter);
                if (span.Wanted == 0)
                    continue;
                _wantedAdapters[_wantedSpanCount] = span.Adapter;
                var position = span.FirstPosition + span.FirstWanted - span.FirstRow;
                _wantedSpans[_wantedSpanCount++] = new AttentionSpan(firstWanted, span.Wanted, position, blocks + span.BlockOffset);
                firstWanted += span.Wanted;
            }
        }
    }

    private void Attend(BoundAttention attention, int layer, int rows)
    {
        var call = Call(attention.Spec, layer);
        _projector.Run(_normed.Data, _spec.Width, rows,
            attention.Query.Into(call.Queries, _headStride),
            attention.Key.Into(call.Keys, _headStride),
            attention.Value.Into(call.Values, _headStride));
        _turn.Run(_team, attention, rows, _positions, sources: null, queries: true, keys: true);
        _attention.Store(call, _spans.AsSpan(0, _spanCount));
        _attention.Run(call, _spans.AsSpan(0, _spanCount));
    }

    /// <summary>As <see cref="Attend"/> for all rows' keys and values, but only the wanted rows' queries. They move to the front.</summary>
    private void AttendWanted(BoundAttention attention, int layer, int rows)
    {
        var call = Call(attention.Spec, layer);
        _projector.Run(_normed.Data, _spec.Width, rows,
            attention.Key.Into(call.Keys, _headStride), attention.Value.Into(call.Values, _headStride));
        _turn.Run(_team, attention, rows, _positions, sources: null, queries: false, keys: true);
        _attention.Store(call, _spans.AsSpan(0, _spanCount));
        if (_wanted.Count == 0)
            return;
        for (var i = 0; i < _wanted.Count; i++)
        {
            Move(_states.Data, _wanted.Sources[i], i);
            Move(_normed.Data, _wanted.Sources[i], i);
        }
        Adapt(0, _wanted.Count);
        _projector.Run(_normed.Data, _spec.Width, _wanted.Count, attention.Query.Into(call.Queries, _headStride));
        _turn.Run(_team, attention, _wanted.Count, _positions, _wanted.Sources, queries: true, keys: false);
        _attention.Run(call, _wantedSpans.AsSpan(0, _wantedSpanCount));
    }

    /// <summary>From here on the rows of a product are so many wanted rows from the first on.</summary>
    private void Adapt(int first, int count)
    {
        _projector.ClearAdapters();
        for (var i = 0; i < _wantedSpanCount; i++)
        {
            var start = Math.Max(first, _wantedSpans[i].FirstRow);
            var end = Math.Min(first + count, _wantedSpans[i].FirstRow + _wantedSpans[i].RowCount);
            _projector.Adapt(start - first, Math.Max(0, end - start), _wantedAdapters[i]);
        }
    }

    /// <summary>A row of heads holds its queries, then keys, then values.</summary>
    private AttentionCall Call(Attention attention, int layer)
    {
        var keys = _heads.Data + attention.Heads * attention.HeadDim;
        return new AttentionCall
        {
            Layout = _pool.Layout,
            Cache = _pool.Base,
            Layer = layer,
            QueryHeads = attention.Heads,
            Queries = _heads.Data,
            QueryStride = _headStride,
            Keys = keys,
            KeyStride = _headStride,
            Values = keys + attention.KvHeads * attention.HeadDim,
            ValueStride = _headStride,
            Output = _attended.Data,
            OutputStride = attention.Heads * attention.HeadDim,
            Scale = attention.Scale,
            Window = attention.Window,
            Chunk = attention.Chunk,
        };
    }

    private void Move(float* rows, int from, int to) => new ReadOnlySpan<float>(rows + (long)from * _spec.Width, _spec.Width)
        .CopyTo(new Span<float>(rows + (long)to * _spec.Width, _spec.Width));

    /// <summary>Adds the attention's output to the states, or puts it aside for a norm of its own.</summary>
    private void Project(BoundLayer layer, int rows)
    {
        var attended = layer.Attention.Spec.Heads * _spec.HeadDim;
        var output = layer.AttentionPostNorm is null
            ? layer.Attention.Output.Into(_states.Data, _spec.Width, accumulate: true)
            : layer.Attention.Output.Into(_branches.Data, _spec.Width);
        _projector.Run(_attended.Data, attended, rows, output);
    }

    /// <summary>Whether the result waits in the branches, to be added to the states, and the norm that it passes before.</summary>
    private (bool Pending, BoundNorm? PostNorm) FeedForward(BoundLayer layer, int rows)
    {
        var postNorm = layer.FeedForwardPostNorm;
        if (layer.Experts is not null)
            _experts!.Run(_dense, _projector, layer.Experts, _normed.Data, rows, _branches.Data);
        else if (postNorm is not null)
            _dense.Run(layer.Dense!, _normed.Data, rows, _branches.Data, accumulate: false);
        else
            _dense.Run(layer.Dense!, _normed.Data, rows, _states.Data, accumulate: true);
        return (layer.Experts is not null || postNorm is not null, postNorm);
    }

    private void ComputeLogits()
    {
        var vocabulary = _spec.Vocabulary;
        if (_wanted.Logits * (long)vocabulary > _logits.Length)
        {
            _logits.Dispose();
            _logits = new NativeBuffer(_wanted.Logits * (long)vocabulary);
        }
        var done = 0L;
        foreach (var (first, count) in _wanted.LogitRuns)
        {
            Adapt(first, count);
            _projector.Run(_normed.Data + (long)first * _spec.Width, _spec.Width, count,
                _output.Into(_logits.Data + done * vocabulary, vocabulary));
            done += count;
        }
        if (_spec.LogitSoftcap is var cap and > 0)
        {
            foreach (ref var logit in new Span<float>(_logits.Data, checked((int)(done * vocabulary))))
                logit = cap * MathF.Tanh(logit / cap);
        }
    }
}
