using System.Diagnostics.Metrics;
using Slipway.Server.Telemetry;

namespace Slipway.Server.Tests.Telemetry;

public sealed class MetricsRegistryTests
{
    [Fact]
    public void Labels_are_escaped_and_histograms_cumulate()
    {
        using var meter = new Meter("test");
        using var registry = new MetricsRegistry(meter);
        meter.CreateCounter<long>("a.b", null, "Counts.").Add(2, new KeyValuePair<string, object?>("name", "x\"y\\z\n"));
        var histogram = meter.CreateHistogram("c", "s", "Times.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2] });
        histogram.Record(0.5);
        histogram.Record(1.5);
        histogram.Record(9);

        Assert.Equal(
            """
            # HELP a_b_total Counts.
            # TYPE a_b_total counter
            a_b_total{name="x\"y\\z\n"} 2
            # HELP c_seconds Times.
            # TYPE c_seconds histogram
            c_seconds_bucket{le="1"} 1
            c_seconds_bucket{le="2"} 2
            c_seconds_bucket{le="+Inf"} 3
            c_seconds_sum 11
            c_seconds_count 3

            """, registry.Read());
    }

    [Fact]
    public void What_is_not_observed_any_more_is_not_shown()
    {
        using var meter = new Meter("test");
        using var registry = new MetricsRegistry(meter);
        var models = new List<string> { "one", "two" };
        meter.CreateObservableGauge("up", () => models.Select(model => new Measurement<int>(1, new KeyValuePair<string, object?>("model", model))), null, "Up.");

        Assert.Contains("two", registry.Read());
        models.Remove("two");
        Assert.DoesNotContain("two", registry.Read());
    }

    [Fact]
    public void Labels_without_end_share_one_series()
    {
        using var meter = new Meter("test");
        using var registry = new MetricsRegistry(meter);
        var counter = meter.CreateCounter<long>("a", null, "Counts.");
        for (var i = 0; i < 5000; i++)
            counter.Add(1, new KeyValuePair<string, object?>("name", $"n{i}"));

        var lines = registry.Read().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2 + 2000 + 1, lines.Length);
        Assert.Equal("""a_total{overflow="true"} 3000""", lines[^1]);
    }

    [Fact]
    public void Measuring_allocates_nothing()
    {
        using var meter = new Meter("test");
        using var registry = new MetricsRegistry(meter);
        var counter = meter.CreateCounter<long>("a", null, "Counts.");
        KeyValuePair<string, object?>[] labels = [new("route", "/generate"), new("status", "202")];
        counter.Add(1, labels);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            counter.Add(1, labels);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
