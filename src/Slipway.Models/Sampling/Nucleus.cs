namespace Slipway.Models.Sampling;

/// <summary>
/// Finds the most likely candidates by count (top-k) and by share (top-p) with buckets over the bits of their weights: only the bucket
/// that the border falls into is sorted.
/// </summary>
internal sealed class Nucleus(int vocabulary)
{
    /// <summary>Weights are at most 1; eight buckets for each halving.</summary>
    private const int BucketShift = 20;
    private const int Buckets = (0x3F800000 >> BucketShift) + 1;

    private readonly int[] _counts = new int[Buckets];
    private readonly double[] _shares = new double[Buckets];
    private readonly float[] _keys = new float[vocabulary];

    /// <summary>A weight that at least <paramref name="count"/> values reach, found from the maxima of blocks; 0 if they are too few to tell.</summary>
    public float LeastOfHighest(ReadOnlySpan<float> maxima, int count)
    {
        if (count > maxima.Length)
            return 0;
        var keys = _keys.AsSpan(0, maxima.Length);
        maxima.CopyTo(keys);
        keys.Sort();
        return keys[^count];
    }

    /// <summary>
    /// Reduces <paramref name="places"/> (of weights above 0, in ascending order) to those kept, in the same order: the
    /// <paramref name="topK"/> heaviest, of these as many of the heaviest as reach the share <paramref name="topP"/> of
    /// <paramref name="total"/> (of their own sum where total is NaN). Of equal weights the lower place counts as heavier.
    /// </summary>
    public Span<int> Keep(ReadOnlySpan<float> weights, Span<int> places, int topK, float topP, double total)
    {
        if (topK > 0 && topK < places.Length)
            places = Cut(weights, places, topK, double.PositiveInfinity);
        if (topP >= 1)
            return places;
        if (double.IsNaN(total))
        {
            total = 0;
            foreach (var place in places)
                total += weights[place];
        }
        return Cut(weights, places, int.MaxValue, topP * total);
    }

    /// <summary>Reduces places to those of a higher weight than <paramref name="least"/>, and the first so many of that weight.</summary>
    public static Span<int> KeepFrom(ReadOnlySpan<float> weights, Span<int> places, float least, int equal)
    {
        var kept = 0;
        foreach (var place in places)
        {
            if (weights[place] > least || (weights[place] == least && equal-- > 0))
                places[kept++] = place;
        }
        return places[..kept];
    }

    /// <summary>The heaviest until there are <paramref name="count"/> of them or they weigh <paramref name="goal"/>.</summary>
    private Span<int> Cut(ReadOnlySpan<float> weights, Span<int> places, int count, double goal)
    {
        Array.Clear(_counts);
        Array.Clear(_shares);
        foreach (var place in places)
        {
            var bucket = Bucket(weights[place]);
            _counts[bucket]++;
            _shares[bucket] += weights[place];
        }
        // The bucket of the border: those above it are kept whole.
        var border = Buckets - 1;
        while (border >= 0 && _counts[border] < count && _shares[border] < goal)
        {
            count -= _counts[border];
            goal -= _shares[border--];
        }
        if (border < 0)
            return places;

        var inBorder = 0;
        foreach (var place in places)
        {
            // Negative, so that heavier ones sort first.
            if (Bucket(weights[place]) == border)
                _keys[inBorder++] = -weights[place];
        }
        _keys.AsSpan(0, inBorder).Sort();
        var taken = 0;
        while (taken < inBorder && count > 0 && goal > 0)
        {
            count--;
            goal += _keys[taken++];
        }
        return KeepFrom(weights, places, -_keys[taken - 1], EqualTaken(taken));
    }

    /// <summary>How many of the taken have the weight of the last one.</summary>
    private int EqualTaken(int taken)
    {
        var equal = 1;
        while (equal < taken && _keys[taken - 1 - equal] == _keys[taken - 1])
            equal++;
        return equal;
    }

    private static int Bucket(float weight) => BitConverter.SingleToInt32Bits(weight) >> BucketShift;
}
