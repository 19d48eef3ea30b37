namespace Slipway.Platform.Metering.Resources;

/// <summary>Keeps resources by time, in the same levels as usage.</summary>
public interface IResourceStore
{
    /// <summary>Adds what a stretch that ended at <paramref name="at"/> came to.</summary>
    Task AddAsync(long at, IReadOnlyList<ResourceBucket> parts);

    /// <summary>Totals by deployment and version, the machines' own under an empty id.</summary>
    ValueTask<IReadOnlyList<ResourceBucket>> TotalsAsync(IReadOnlyList<UsageSpan> spans);

    /// <summary>Bucket by bucket, by time.</summary>
    ValueTask<IReadOnlyList<ResourceBucket>> SeriesAsync(UsageSpan span);

    /// <summary>Deletes what is kept no longer, a slice at a time. False when nothing is left to do.</summary>
    Task<bool> TidyAsync(long now);
}
