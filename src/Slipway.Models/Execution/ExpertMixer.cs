using Slipway.Models.Architectures;
using Slipway.Tensors;

namespace Slipway.Models.Execution;

/// <summary>
/// Feed-forwards by experts: rows are grouped by the experts that their router chose, each expert takes its rows together, and a row
/// adds its experts up in the order of their numbers, whatever else is in the batch.
/// </summary>
internal sealed unsafe class ExpertMixer : IDisposable
{
    private readonly int _width;
    private readonly NativeBuffer _scores;
    private readonly NativeBuffer _inputs;
    private readonly NativeBuffer _outputs;
    private readonly int[] _chosen;
    private readonly float[] _weights;
    private readonly int[] _starts;
    private readonly int[] _rows;
    private readonly int[] _choices;

    public ExpertMixer(ModelSpec spec, int maxRows)
    {
        var layers = spec.Layers.Select(layer => layer.FeedForward).OfType<ExpertFeedForward>().ToArray();
        var (experts, used) = (layers.Max(layer => layer.Experts), layers.Max(layer => layer.Used));
        _width = spec.Width;
        _scores = new NativeBuffer((long)maxRows * experts);
        _inputs = new NativeBuffer((long)maxRows * spec.Width);
        _outputs = new NativeBuffer((long)maxRows * spec.Width);
        _chosen = new int[maxRows * used];
        _weights = new float[maxRows * used];
        _starts = new int[experts + 1];
        _rows = new int[maxRows * used];
        _choices = new int[maxRows * used];
    }

    /// <summary>sums[row] = the weighted experts (and the shared one) of normed[row].</summary>
    public void Run(DenseFeedForward dense, Projector projector, BoundExperts experts, float* normed, int rows, float* sums)
    {
        var spec = experts.Spec;
        projector.Run(normed, _width, rows, experts.Router.Into(_scores.Data, spec.Experts));
        for (var row = 0; row < rows; row++)
            Choose(spec, row);
        Group(spec, rows);

        if (experts.Shared is null)
            new Span<float>(sums, rows * _width).Clear();
        else
            dense.Run(experts.Shared, normed, rows, sums, accumulate: false);

        for (var expert = 0; expert < spec.Experts; expert++)
        {
            var (start, count) = (_starts[expert], _starts[expert + 1] - _starts[expert]);
            if (count == 0)
                continue;
            for (var i = 0; i < count; i++)
            {
                var input = _inputs.Data + (long)i * _width;
                new ReadOnlySpan<float>(normed + (long)_rows[start + i] * _width, _width).CopyTo(new Span<float>(input, _width));
                if (spec.WeightsBefore)
                    RowOps.Scale(input, _weights[_choices[start + i]], _width);
            }
            dense.Run(experts.Experts[expert], _inputs.Data, count, _outputs.Data, accumulate: false);
            for (var i = 0; i < count; i++)
            {
                var weight = spec.WeightsBefore ? 1 : _weights[_choices[start + i]];
                RowOps.AddScaled(sums + (long)_rows[start + i] * _width, _outputs.Data + (long)i * _width, weight, _width);
            }
        }
    }

    public void Dispose()
    {
        _scores.Dispose();
        _inputs.Dispose();
        _outputs.Dispose();
    }

    /// <summary>The experts of a row and their weights; of equal scores the lower number goes first.</summary>
    private void Choose(ExpertFeedForward spec, int row)
    {
        var scores = new Span<float>(_scores.Data + (long)row * spec.Experts, spec.Experts);
        var chosen = _chosen.AsSpan(row * spec.Used, spec.Used);
        var weights = _weights.AsSpan(row * spec.Used, spec.Used);
        for (var rank = 0; rank < spec.Used; rank++)
        {
            var best = -1;
            for (var expert = 0; expert < scores.Length; expert++)
            {
                if (!chosen[..rank].Contains(expert) && (best < 0 || scores[expert] > scores[best]))
                    best = expert;
            }
            chosen[rank] = best;
            weights[rank] = scores[best];
        }

        if (spec.Weights == RouterWeights.Sigmoid)
        {
            foreach (ref var weight in weights)
                weight = spec.WeightScale / (1 + MathF.Exp(-weight));
            return;
        }
        var highest = weights[0];
        var sum = 0f;
        foreach (var score in spec.Weights == RouterWeights.SoftmaxOverUsed ? weights : scores)
            sum += MathF.Exp(score - highest);
        foreach (ref var weight in weights)
            weight = spec.WeightScale * MathF.Exp(weight - highest) / sum;
    }

    /// <summary>Sorts the choices by expert: expert e has _rows[_starts[e].._starts[e + 1]], and the choices that led there.</summary>
    private void Group(ExpertFeedForward spec, int rows)
    {
        var choices = rows * spec.Used;
        Array.Clear(_starts);
        for (var choice = 0; choice < choices; choice++)
            _starts[_chosen[choice] + 1]++;
        for (var expert = 0; expert < spec.Experts; expert++)
            _starts[expert + 1] += _starts[expert];
        // Placing moves each start to its end; going backwards over them afterwards restores them.
        for (var choice = 0; choice < choices; choice++)
        {
            var place = _starts[_chosen[choice]]++;
            (_rows[place], _choices[place]) = (choice / spec.Used, choice);
        }
        for (var expert = spec.Experts; expert > 0; expert--)
            _starts[expert] = _starts[expert - 1];
        _starts[0] = 0;
    }
}
