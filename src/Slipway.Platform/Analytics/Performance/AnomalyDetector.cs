using System.Globalization;

namespace Slipway.Platform.Analytics.Performance;

/// <summary>
/// Looks through a deployment's buckets for what a threshold forbids and for what its own history doesn't know: a spike (one bucket far
/// outside), a shift (a new level that stays) and a drift (a steady trend). Medians are used throughout, so that what is looked for
/// doesn't hide itself by moving the mean.
/// </summary>
public static class AnomalyDetector
{
    public const double ErrorThreshold = 5;
    public const double LatencyThreshold = 1000;

    private const int FewestRequests = 20;
    private const int FewestBuckets = 8;
    private const double Far = 6;
    private const double OfNormal = 1.4826;

    /// <param name="points">By time; those without requests may be missing.</param>
    public static List<Anomaly> Find(IReadOnlyList<PerformancePoint> points)
    {
        var found = new List<Anomaly>();
        var firm = points.Where(point => point.Requests >= FewestRequests).ToList();
        foreach (var point in firm)
        {
            if (point.ErrorPercentage > ErrorThreshold)
                found.Add(new("high_error_rate", Text($"High error rate detected: {point.ErrorPercentage:0.##}% (threshold: {ErrorThreshold:0.##}%)"), point.At, point.ErrorPercentage, ErrorThreshold));
            if (point.Latency > LatencyThreshold)
                found.Add(new("high_latency", Text($"High latency detected: {point.Latency:0.##}ms (threshold: {LatencyThreshold:0.##}ms)"), point.At, point.Latency, LatencyThreshold));
        }

        Compare(firm, "latency", "Latency", "ms", point => point.Latency, found);
        Compare(firm, "error_rate", "Error rate", "%", point => point.ErrorPercentage, found);
        Compare(points, "traffic", "Traffic", " requests", point => point.Requests, found);
        return [.. found.OrderByDescending(anomaly => anomaly.At)];
    }

    private static void Compare(IReadOnlyList<PerformancePoint> points, string name, string words, string unit, Func<PerformancePoint, double> read, List<Anomaly> found)
    {
        if (points.Count < FewestBuckets)
            return;
        var values = points.Select(read).ToArray();
        if (ShiftOf(values) is { } place)
        {
            var (before, after) = (Median(values.AsSpan(0, place)), Median(values.AsSpan(place)));
            found.Add(new($"{name}_shift", Text($"{words} went from {before:0.##}{unit} to {after:0.##}{unit} and stayed there"), points[place].At, after, before));
            return;
        }

        if (DriftOf(values) is { } change)
        {
            var normal = Median(values.AsSpan(0, values.Length / 3));
            found.Add(new($"{name}_drift", Text($"{words} drifts: {change:+0.##;-0.##}{unit} over the window from {normal:0.##}{unit}"), points[0].At, normal + change, normal));
            return;
        }

        var middle = Median(values);
        var spread = Math.Max(Spread(values, middle), 0.02 * middle);
        for (var i = 0; i < values.Length; i++)
        {
            if (spread > 0 && Math.Abs(values[i] - middle) > Far * spread && Math.Abs(values[i] - middle) > 0.5 * middle)
                found.Add(new($"{name}_spike", Text($"{words} of {values[i]:0.##}{unit}, where {middle:0.##}{unit} is normal"), points[i].At, values[i], middle));
        }
    }

    /// <summary>Where two levels explain the values best, if they differ by far more than either side varies.</summary>
    private static int? ShiftOf(double[] values)
    {
        var least = Math.Max(4, values.Length / 8);
        var (best, place) = (double.PositiveInfinity, least);
        for (var at = least; at <= values.Length - least; at++)
        {
            var distance = Distance(values.AsSpan(0, at)) + Distance(values.AsSpan(at));
            if (distance < best)
                (best, place) = (distance, at);
        }

        var (before, after) = (Median(values.AsSpan(0, place)), Median(values.AsSpan(place)));
        var spread = Math.Max(Math.Max(Spread(values.AsSpan(0, place), before), Spread(values.AsSpan(place), after)), 0.02 * Math.Max(before, after));
        var step = Math.Abs(after - before);
        return spread > 0 && step > Far * spread && step > 0.3 * before ? place : null;
    }

    private static double Distance(ReadOnlySpan<double> values)
    {
        var middle = Median(values);
        var sum = 0.0;
        foreach (var value in values)
            sum += Math.Abs(value - middle);
        return sum;
    }

    /// <summary>The change over the whole stretch by the median of all slopes, if it is large and nearly every slope agrees.</summary>
    private static double? DriftOf(double[] values)
    {
        var slopes = new List<double>(values.Length * (values.Length - 1) / 2);
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = i + 1; j < values.Length; j++)
                slopes.Add((values[j] - values[i]) / (j - i));
        }

        var all = slopes.ToArray();
        var slope = Median(all);
        var agree = all.Count(each => Math.Sign(each) == Math.Sign(slope)) / (double)all.Length;
        var change = slope * (values.Length - 1);
        return agree > 0.85 && Math.Abs(change) > 0.5 * Math.Max(Median(values.AsSpan(0, values.Length / 3)), 1e-9) ? change : null;
    }

    private static double Spread(ReadOnlySpan<double> values, double middle)
    {
        var distances = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            distances[i] = Math.Abs(values[i] - middle);
        return OfNormal * Median(distances);
    }

    private static double Median(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            return 0;
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
