using System.Globalization;
using Slipway.Platform.Routing;

namespace Slipway.Platform.Tests.Routing;

public sealed class TrafficSplitTests
{
    private const int Callers = 10_000;

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(33.3)]
    [InlineData(50)]
    [InlineData(90)]
    public void Anonymous_requests_split_within_one_percentage_point(double percentage)
    {
        var canary = Enumerable.Range(1, Callers).Count(number => TrafficSplit.IsCanary((ulong)number, percentage));

        Assert.InRange(100.0 * canary / Callers, percentage - 1, percentage + 1);
    }

    [Theory]
    [InlineData("a", 10)]
    [InlineData("01a1fc4d-a035-7f48-8ecd-202e3ffc5b43", 25)]
    [InlineData("chat", 50)]
    public void Callers_split_within_three_deviations_and_each_stays_on_one_side(string deployment, double percentage)
    {
        var names = Enumerable.Range(0, Callers).Select(number => "user-" + number.ToString(CultureInfo.InvariantCulture)).ToList();
        var deviation = Math.Sqrt(Callers * percentage / 100 * (1 - percentage / 100));

        var canary = names.Where(name => TrafficSplit.IsCanary(deployment, name, percentage)).ToHashSet();

        Assert.InRange(canary.Count, Callers * percentage / 100 - 3 * deviation, Callers * percentage / 100 + 3 * deviation);
        Assert.All(names, name => Assert.Equal(canary.Contains(name), TrafficSplit.IsCanary(deployment, name, percentage)));
        // As the percentage grows nobody ever moves back.
        Assert.All(canary, name => Assert.True(TrafficSplit.IsCanary(deployment, name, percentage + 20)));
    }

    [Fact]
    public void Nothing_and_everything_are_exact()
    {
        Assert.DoesNotContain(Enumerable.Range(0, 1000), number => TrafficSplit.IsCanary("d", $"{number}", 0));
        Assert.All(Enumerable.Range(0, 1000), number => Assert.True(TrafficSplit.IsCanary("d", $"{number}", 100)));
    }
}
