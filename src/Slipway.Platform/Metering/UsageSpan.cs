namespace Slipway.Platform.Metering;

/// <summary>Buckets of one level that begin from <paramref name="From"/> on and before <paramref name="To"/>.</summary>
public readonly record struct UsageSpan(UsageLevel Level, long From, long To)
{
    /// <summary>
    /// Covers a window with the coarsest buckets that lie inside it, and its edges with finer ones as long as those are kept. Where
    /// they aren't any more, an edge is rounded outwards to the finest buckets that are. A window that reaches the present needs no
    /// edge there: nothing lies behind it.
    /// </summary>
    public static List<UsageSpan> Cover(long from, long to, long now)
    {
        var spans = new List<UsageSpan>();
        if (to > now)
            to = UsageLevel.Days.Ceiling(now + 1);
        if (from < to)
            Cover(from, to, now, UsageLevel.All.Count - 1, spans);
        spans.Sort((a, b) => a.From.CompareTo(b.From));
        return spans;
    }

    private static void Cover(long from, long to, long now, int index, List<UsageSpan> spans)
    {
        var level = UsageLevel.All[index];
        if (index == 0 || !UsageLevel.All[index - 1].Keeps(from, now))
        {
            // No finer buckets of this time: whole ones, rounded outwards.
            spans.Add(new UsageSpan(level, level.Floor(from), level.Ceiling(to)));
            return;
        }

        var (first, last) = (level.Ceiling(from), level.Floor(to));
        if (first >= last)
        {
            Cover(from, to, now, index - 1, spans);
            return;
        }

        spans.Add(new UsageSpan(level, first, last));
        if (from < first)
            Cover(from, first, now, index - 1, spans);
        if (last < to)
            Cover(last, to, now, index - 1, spans);
    }
}
