namespace Slipway.Models.Sampling;

/// <summary>
/// Chooses tokens. It holds scratch for one vocabulary and no state of any sequence, so one serves all sequences of a thread. Nothing
/// is sorted that need not be: a bound cuts the vocabulary down to candidates, and the choice is made among those in their own order.
/// </summary>
public sealed class Sampler(int vocabulary)
{
    private readonly float[] _changed = new float[vocabulary];
    private readonly float[] _weights = new float[vocabulary];
    private readonly float[] _sums = new float[LogitMath.Blocks(vocabulary)];
    private readonly float[] _maxima = new float[LogitMath.Blocks(vocabulary)];
    private readonly int[] _places = new int[vocabulary];
    private readonly Nucleus _nucleus = new(vocabulary);

    /// <summary>
    /// The token at <paramref name="position"/> of the sequence. <paramref name="allowed"/> is empty or a <see cref="TokenMask"/>.
    /// </summary>
    public int Sample(ReadOnlySpan<float> logits, SamplingState state, long position, ReadOnlySpan<uint> allowed = default)
    {
        if (!allowed.IsEmpty || state.ChangesLogits)
        {
            logits.CopyTo(_changed);
            state.Change(_changed);
            if (!allowed.IsEmpty)
                TokenMask.Apply(allowed, _changed);
            logits = _changed;
        }
        var options = state.Options;
        var highest = LogitMath.Highest(logits);
        if (options.IsGreedy)
            return logits.IndexOf(highest);

        LogitMath.Weigh(logits, highest, 1 / options.Temperature, _weights, _sums, _maxima);
        var total = 0.0;
        foreach (var sum in _sums)
            total += sum;
        var uniform = CounterRandom.Uniform(options.Seed, position);
        return options is { TopK: 0, TopP: >= 1, MinP: <= 0 } ? FromAll(uniform * total) : FromSome(options, total, uniform);
    }

    /// <summary>The token where the running sum of all weights passes <paramref name="goal"/>.</summary>
    private int FromAll(double goal)
    {
        var block = 0;
        while (block < _sums.Length - 1 && goal >= _sums[block])
            goal -= _sums[block++];
        var start = block * LogitMath.BlockLength;
        var end = Math.Min(start + LogitMath.BlockLength, vocabulary);
        var last = -1;
        for (var i = start; i < end; i++)
        {
            if (_weights[i] == 0)
                continue;
            last = i;
            if (goal < _weights[i])
                break;
            goal -= _weights[i];
        }
        // Rounding may lead into a block of zeros or past its end.
        return last >= 0 ? last : Array.IndexOf(_weights, 1f);
    }

    private int FromSome(SamplingOptions options, double total, double uniform)
    {
        // Whatever lies below the bound is cut in any case.
        var bound = (options.TopK > 0, options.TopP < 1) switch
        {
            (true, _) => _nucleus.LeastOfHighest(_maxima, options.TopK),
            (false, true) => Math.Max(options.MinP, (float)((1 - options.TopP) * total / vocabulary * 0.99)),
            _ => options.MinP,
        };
        var places = _places.AsSpan(0, LogitMath.PlacesOf(_weights, Math.Max(bound, float.Epsilon), _places));
        var kept = _nucleus.Keep(_weights, places, options.TopK, options.TopP, options.TopK > 0 ? double.NaN : total);
        // The highest weight is 1, so min-p is a bound on the weights themselves.
        kept = Nucleus.KeepFrom(_weights, kept, options.MinP, int.MaxValue);

        var sum = 0.0;
        foreach (var place in kept)
            sum += _weights[place];
        var goal = uniform * sum;
        foreach (var place in kept)
        {
            goal -= _weights[place];
            if (goal < 0)
                return place;
        }
        return kept[^1];
    }
}
