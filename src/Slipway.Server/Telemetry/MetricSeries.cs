namespace Slipway.Server.Telemetry;

/// <summary>One line of a metric (several, for a histogram): the values under one set of labels. Written to by any thread.</summary>
internal sealed class MetricSeries(KeyValuePair<string, string>[] labels, double[] bounds)
{
    private readonly long[] _buckets = new long[bounds.Length + 1];
    private double _value;

    public KeyValuePair<string, string>[] Labels { get; } = labels;

    /// <summary>The next series with the same hash.</summary>
    public MetricSeries? Next { get; init; }

    /// <summary>The scrape that last set it; an observed series that is not set any more is not shown.</summary>
    public int Scrape { get; private set; }

    /// <summary>A counter's or gauge's value; a histogram's sum.</summary>
    public double Value => Volatile.Read(ref _value);

    public void Add(double amount)
    {
        double seen;
        do
            seen = Volatile.Read(ref _value);
        while (Interlocked.CompareExchange(ref _value, seen + amount, seen) != seen);
    }

    public void Set(double value, int scrape)
    {
        Volatile.Write(ref _value, value);
        Scrape = scrape;
    }

    public void Record(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _buckets[bucket]);
        Add(value);
    }

    public long Bucket(int index) => Volatile.Read(ref _buckets[index]);

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != Labels.Length)
            return false;
        for (var i = 0; i < tags.Length; i++)
        {
            if (!string.Equals(Labels[i].Value, tags[i].Value as string, StringComparison.Ordinal) || Labels[i].Key != tags[i].Key)
                return false;
        }

        return true;
    }
}
