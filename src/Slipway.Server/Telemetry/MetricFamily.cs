using System.Diagnostics.Metrics;

namespace Slipway.Server.Telemetry;

/// <summary>
/// All series of one instrument. Finding a series that is there takes no lock and allocates nothing; a new one copies the table.
/// Labels' values are strings. Their number is bounded: whatever comes beyond it shares one series.
/// </summary>
internal sealed class MetricFamily(Instrument instrument)
{
    private const int MostSeries = 2000;

    private readonly Lock _gate = new();
    private readonly double[] _bounds = (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries?.ToArray() ?? [];
    private Dictionary<int, MetricSeries> _byHash = [];
    private MetricSeries? _others;
    private int _count;

    public Instrument Instrument { get; } = instrument;

    public IReadOnlyList<double> Bounds => _bounds;

    public bool IsHistogram { get; } = instrument is Histogram<double>;

    public bool IsObserved => Instrument.IsObservable;

    /// <summary>Every series, in a stable order.</summary>
    public IEnumerable<MetricSeries> Series
    {
        get
        {
            foreach (var first in Volatile.Read(ref _byHash).OrderBy(pair => string.Join('\0', pair.Value.Labels.Select(label => label.Value)), StringComparer.Ordinal))
            {
                for (var series = first.Value; series is not null; series = series.Next)
                    yield return series;
            }

            if (_others is { } others)
                yield return others;
        }
    }

    public void Note(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, int scrape)
    {
        var series = Find(tags);
        if (IsObserved)
            series.Set(value, scrape);
        else if (IsHistogram)
            series.Record(value);
        else
            series.Add(value);
    }

    private MetricSeries Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = HashOf(tags);
        if (Volatile.Read(ref _byHash).TryGetValue(hash, out var first))
        {
            for (var series = first; series is not null; series = series.Next)
            {
                if (series.Has(tags))
                    return series;
            }
        }

        return Add(hash, tags);
    }

    private MetricSeries Add(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            _byHash.TryGetValue(hash, out var first);
            for (var series = first; series is not null; series = series.Next)
            {
                if (series.Has(tags))
                    return series;
            }

            if (_count >= MostSeries)
                return _others ??= new MetricSeries([new("overflow", "true")], _bounds);
            var labels = new KeyValuePair<string, string>[tags.Length];
            for (var i = 0; i < tags.Length; i++)
                labels[i] = new(tags[i].Key, (string?)tags[i].Value ?? "");
            _count++;
            var added = new MetricSeries(labels, _bounds) { Next = first };
            Volatile.Write(ref _byHash, new Dictionary<int, MetricSeries>(_byHash) { [hash] = added });
            return added;
        }
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = new HashCode();
        foreach (var tag in tags)
            hash.Add(tag.Value as string);
        return hash.ToHashCode();
    }
}
