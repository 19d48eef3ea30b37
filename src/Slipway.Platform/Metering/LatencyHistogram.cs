using System.Globalization;
using System.Text;

namespace Slipway.Platform.Metering;

/// <summary>
/// How often a time was how long. The boundaries are fixed and grow by 4 % from 100 µs to more than an hour, so histograms of any
/// times and places add up, and a percentile is right within 2 %.
/// </summary>
public sealed class LatencyHistogram
{
    private const double Least = 100;
    private const double Growth = 1.04;
    private const int Bins = 450;
    private static readonly double LogGrowth = Math.Log(Growth);

    private long[] _counts = [];

    public long Count { get; private set; }

    public void Add(long micros) => Add(BinOf(micros), 1);

    public void Add(LatencyHistogram other)
    {
        for (var bin = 0; bin < other._counts.Length; bin++)
        {
            if (other._counts[bin] != 0)
                Add(bin, other._counts[bin]);
        }
    }

    /// <summary>The time in microseconds that <paramref name="share"/> of all stay below; 0 where there are none.</summary>
    public double Percentile(double share)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var bin = 0; bin < _counts.Length; bin++)
        {
            seen += _counts[bin];
            if (seen >= wanted)
                return bin == 0 ? Least : Least * Math.Pow(Growth, bin - 0.5);
        }

        return 0;
    }

    /// <summary>The bins that hold something, as <c>bin:count</c>; a bin is written as its distance from the one before.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var last = 0;
        for (var bin = 0; bin < _counts.Length; bin++)
        {
            if (_counts[bin] == 0)
                continue;
            if (text.Length > 0)
                text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"{bin - last}:{_counts[bin]}");
            last = bin;
        }

        return text.ToString();
    }

    /// <summary>Adds what <see cref="ToString"/> wrote.</summary>
    public void AddText(ReadOnlySpan<char> text)
    {
        var bin = 0;
        foreach (var range in text.Split(' '))
        {
            var pair = text[range];
            var colon = pair.IndexOf(':');
            if (colon < 0)
                continue;
            bin += int.Parse(pair[..colon], NumberStyles.None, CultureInfo.InvariantCulture);
            Add(bin, long.Parse(pair[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
        }
    }

    private void Add(int bin, long count)
    {
        if (bin >= _counts.Length)
            Array.Resize(ref _counts, Math.Min(Bins, bin + 32));
        _counts[bin] += count;
        Count += count;
    }

    private static int BinOf(long micros) => micros <= Least ? 0 : Math.Min(Bins - 1, (int)Math.Ceiling(Math.Log(micros / Least) / LogGrowth));
}
