using Slipway.Platform.Common;

namespace Slipway.Platform.Analytics;

/// <summary>The time that an analysis is about, in microseconds. Without times it is the last thirty days.</summary>
public readonly record struct AnalyticsWindow(long From, long To)
{
    private static readonly long Usual = TimeSpan.FromDays(30).ToMicros();

    public double Seconds => (To - From) / (double)Micros.PerSecond;

    public static AnalyticsWindow Of(DateTimeOffset? from, DateTimeOffset? to, long now)
    {
        var end = to?.ToMicros() ?? now + 1;
        return new AnalyticsWindow(from?.ToMicros() ?? end - Usual, end);
    }
}
