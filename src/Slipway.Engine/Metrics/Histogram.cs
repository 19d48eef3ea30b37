namespace Slipway.Engine.Metrics;

/// <summary>Counts values by fixed upper bounds. One thread adds; others read figures that may be one value behind.</summary>
internal sealed class Histogram(params double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];

    public ReadOnlySpan<double> Bounds => bounds;

    /// <summary>Values up to each bound and not to the one before; the last count is of all beyond.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    public double Sum { get; private set; }

    public void Add(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        _counts[bucket]++;
        Sum += value;
    }
}
