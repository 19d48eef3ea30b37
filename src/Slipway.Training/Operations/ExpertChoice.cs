using Slipway.Models.Architectures;

namespace Slipway.Training.Operations;

/// <summary>Which experts the rows of a pass go to, with what weights, and how a gradient by those weights reaches the router's scores.</summary>
internal sealed unsafe class ExpertChoice(ExpertFeedForward spec, int maxRows)
{
    private readonly int[] _chosen = new int[maxRows * spec.Used];
    private readonly float[] _weights = new float[maxRows * spec.Used];
    private readonly int[] _starts = new int[spec.Experts + 1];
    private readonly int[] _choices = new int[maxRows * spec.Used];

    /// <summary>Chooses by the scores, [rows, experts]; of equal scores the lower number goes first.</summary>
    public void Choose(float* scores, int rows)
    {
        for (var row = 0; row < rows; row++)
            Choose(new ReadOnlySpan<float>(scores + (long)row * spec.Experts, spec.Experts), row);
        Array.Clear(_starts);
        var count = rows * spec.Used;
        for (var choice = 0; choice < count; choice++)
            _starts[_chosen[choice] + 1]++;
        for (var expert = 0; expert < spec.Experts; expert++)
            _starts[expert + 1] += _starts[expert];
        var next = _starts.AsSpan(0, spec.Experts).ToArray();
        for (var choice = 0; choice < count; choice++)
            _choices[next[_chosen[choice]]++] = choice;
    }

    /// <summary>The places, in the order of experts, that belong to one.</summary>
    public (int First, int Count) PlacesOf(int expert) => (_starts[expert], _starts[expert + 1] - _starts[expert]);

    public int RowAt(int place) => _choices[place] / spec.Used;

    public float WeightAt(int place) => _weights[_choices[place]];

    /// <summary>
    /// Turns the gradients by the weights, in the order of places, into those by all scores, which are written.
    /// </summary>
    public void Backward(float* scores, float* byWeight, int rows, float* byScore)
    {
        new Span<float>(byScore, rows * spec.Experts).Clear();
        var byChoice = new float[rows * spec.Used];
        for (var place = 0; place < byChoice.Length; place++)
            byChoice[_choices[place]] = byWeight[place];
        for (var row = 0; row < rows; row++)
        {
            var chosen = _chosen.AsSpan(row * spec.Used, spec.Used);
            var weights = _weights.AsSpan(row * spec.Used, spec.Used);
            var incoming = byChoice.AsSpan(row * spec.Used, spec.Used);
            var gradient = new Span<float>(byScore + (long)row * spec.Experts, spec.Experts);
            var along = 0f;
            for (var i = 0; i < chosen.Length; i++)
            {
                var weight = weights[i] / spec.WeightScale;
                if (spec.Weights == RouterWeights.Sigmoid)
                    gradient[chosen[i]] += incoming[i] * spec.WeightScale * weight * (1 - weight);
                else
                    gradient[chosen[i]] += incoming[i] * weights[i];
                along += incoming[i] * weights[i];
            }
            if (spec.Weights == RouterWeights.Sigmoid)
                continue;
            // Backwards through the softmax that the weights came from: every score in it pushes down all others.
            var all = new ReadOnlySpan<float>(scores + (long)row * spec.Experts, spec.Experts);
            if (spec.Weights == RouterWeights.SoftmaxOverUsed)
            {
                for (var i = 0; i < chosen.Length; i++)
                    gradient[chosen[i]] -= along * weights[i] / spec.WeightScale;
                continue;
            }
            var sum = 0f;
            foreach (var score in all)
                sum += MathF.Exp(score - all[chosen[0]]);
            for (var expert = 0; expert < spec.Experts; expert++)
                gradient[expert] -= along * MathF.Exp(all[expert] - all[chosen[0]]) / sum;
        }
    }

    private void Choose(ReadOnlySpan<float> scores, int row)
    {
        var chosen = _chosen.AsSpan(row * spec.Used, spec.Used);
        var weights = _weights.AsSpan(row * spec.Used, spec.Used);
        for (var rank = 0; rank < chosen.Length; rank++)
        {
            var best = -1;
            for (var expert = 0; expert < scores.Length; expert++)
            {
                if (!chosen[..rank].Contains(expert) && (best < 0 || scores[expert] > scores[best]))
                    best = expert;
            }
            (chosen[rank], weights[rank]) = (best, scores[best]);
        }
        var highest = weights[0];
        var sum = 0f;
        foreach (var score in spec.Weights == RouterWeights.SoftmaxOverAll ? scores : weights)
            sum += MathF.Exp(score - highest);
        foreach (ref var weight in weights)
            weight = spec.WeightScale * (spec.Weights == RouterWeights.Sigmoid ? 1 / (1 + MathF.Exp(-weight)) : MathF.Exp(weight - highest) / sum);
    }
}
