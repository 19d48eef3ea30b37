using Slipway.Platform.Metering;

namespace Slipway.Platform.Tests.Metering;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void A_percentile_is_within_two_percent_of_the_sorted_values()
    {
        var random = new Random(1);
        var histogram = new LatencyHistogram();
        var values = Enumerable.Range(0, 20_000).Select(_ => (long)(1000 * Math.Exp(3 * random.NextDouble() + random.NextDouble()))).ToArray();
        foreach (var value in values)
            histogram.Add(value);
        Array.Sort(values);

        foreach (var share in (double[])[0.01, 0.5, 0.95, 0.99, 1])
            Assert.InRange(histogram.Percentile(share) / values[(int)Math.Ceiling(share * values.Length) - 1], 0.979, 1.021);
    }

    [Fact]
    public void Histograms_add_up_and_survive_being_written()
    {
        LatencyHistogram one = new(), two = new(), both = new();
        foreach (var value in (long[])[0, 1, 99, 100, 101, 5000, 5000, 80_000_000, long.MaxValue])
        {
            (value % 2 == 0 ? one : two).Add(value);
            both.Add(value);
        }

        one.AddText(two.ToString());

        Assert.Equal(both.ToString(), one.ToString());
        Assert.Equal(9, one.Count);
    }

    [Fact]
    public void Without_values_every_percentile_is_zero()
    {
        var histogram = new LatencyHistogram();
        histogram.AddText("");

        Assert.Equal(0, histogram.Percentile(0.99));
    }
}
