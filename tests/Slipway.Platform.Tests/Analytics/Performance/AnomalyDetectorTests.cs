using Slipway.Platform.Analytics.Performance;

namespace Slipway.Platform.Tests.Analytics.Performance;

public sealed class AnomalyDetectorTests
{
    [Fact]
    public void An_ordinary_stretch_has_no_anomalies()
    {
        for (var seed = 0; seed < 200; seed++)
            Assert.Empty(AnomalyDetector.Find(Points(seed, (_, noise) => 200 + (20 * noise))));
    }

    [Fact]
    public void A_single_slow_bucket_is_a_spike_with_its_time_its_value_and_what_was_normal()
    {
        var found = Assert.Single(AnomalyDetector.Find(Points(1, (i, noise) => i == 30 ? 900 : 200 + (10 * noise))));

        Assert.Equal(("latency_spike", 30L, 900.0), (found.Type, found.At, found.Value));
        Assert.InRange(found.Normal, 190, 210);
    }

    [Fact]
    public void A_level_that_changes_and_stays_is_one_shift()
    {
        var found = Assert.Single(AnomalyDetector.Find(Points(2, (i, noise) => (i < 40 ? 200 : 500) + (10 * noise))));

        Assert.Equal("latency_shift", found.Type);
        Assert.InRange(found.At, 38, 42);
        Assert.InRange(found.Value, 480, 520);
    }

    [Fact]
    public void A_slow_steady_rise_is_a_drift()
    {
        var found = Assert.Single(AnomalyDetector.Find(Points(3, (i, noise) => 200 + (5 * i) + (4 * noise))));

        Assert.Equal("latency_drift", found.Type);
        Assert.InRange(found.Value - found.Normal, 250, 350);
    }

    [Fact]
    public void Thresholds_speak_in_the_documents_words()
    {
        PerformancePoint[] points = [new(7, 100, 5.5, 1250), new(8, 5, 80, 9000)];

        var found = AnomalyDetector.Find(points);

        Assert.Equal(
            ["High error rate detected: 5.5% (threshold: 5%)", "High latency detected: 1250ms (threshold: 1000ms)"],
            found.Select(anomaly => anomaly.Message).Order());
        Assert.All(found, anomaly => Assert.Equal(7, anomaly.At));
    }

    private static PerformancePoint[] Points(int seed, Func<int, double, double> latency)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, 60).Select(i => new PerformancePoint(i, 100 + random.Next(-10, 11), 0, latency(i, (2 * random.NextDouble()) - 1)))];
    }
}
