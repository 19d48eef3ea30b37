using Slipway.Platform.Common;
using Slipway.Platform.Metering;

namespace Slipway.Platform.Tests.Metering;

public sealed class UsageSpanTests
{
    private const long Second = Micros.PerSecond;
    private static readonly long Now = new DateTimeOffset(2026, 3, 20, 18, 7, 33, TimeSpan.Zero).ToMicros();

    [Fact]
    public void A_window_of_the_last_hours_is_covered_without_gap_or_overlap()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var from = Now - random.NextInt64(3 * 3600) * Second;
            var to = from + random.NextInt64(1, 3 * 3600) * Second;

            var spans = UsageSpan.Cover(from, to, Now);

            Assert.Equal(UsageLevel.TenSeconds.Floor(from), spans[0].From);
            Assert.True(to > Now ? spans[^1].To > Now : spans[^1].To == UsageLevel.TenSeconds.Ceiling(to));
            Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From));
            Assert.All(spans, span => Assert.Equal((0, 0), (span.From % span.Level.Width, span.To % span.Level.Width)));
        }
    }

    [Fact]
    public void Thirty_days_until_now_are_days_with_hours_at_their_beginning()
    {
        var spans = UsageSpan.Cover(Now - 30 * 86400 * Second, Now + 1, Now);

        Assert.Equal([UsageLevel.Hours, UsageLevel.Days], spans.Select(span => span.Level));
        Assert.Equal(30, (spans[1].To - spans[1].From) / UsageLevel.Days.Width);
    }

    [Fact]
    public void An_empty_window_has_no_spans() => Assert.Empty(UsageSpan.Cover(Now, Now, Now));
}
