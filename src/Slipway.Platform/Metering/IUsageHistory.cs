namespace Slipway.Platform.Metering;

/// <summary>Reads what was metered. Nothing here reads raw records but the export.</summary>
public interface IUsageHistory
{
    /// <summary>Totals by deployment and version; every <see cref="UsageBucket.Start"/> is the window's.</summary>
    ValueTask<IReadOnlyList<UsageBucket>> TotalsAsync(IReadOnlyList<UsageSpan> spans);

    /// <summary>Counts bucket by bucket, by time, without histograms and with all versions apart; of one deployment, or of all.</summary>
    ValueTask<IReadOnlyList<UsageBucket>> SeriesAsync(UsageSpan span, string? deploymentId = null);

    /// <summary>By day: the tokens and requests of every key (or every user) on every deployment.</summary>
    ValueTask<IReadOnlyList<UsageShare>> SharesAsync(UsageSubject subject, long from, long to);

    /// <summary>The records that ended in a window, block by block, oldest first.</summary>
    IAsyncEnumerable<IReadOnlyList<UsageRecord>> RecordsAsync(long from, long to, CancellationToken cancellation);
}
