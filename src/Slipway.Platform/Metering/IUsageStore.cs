namespace Slipway.Platform.Metering;

/// <summary>Keeps usage: records in blocks, and the roll-ups that they belong to, always in one transaction.</summary>
public interface IUsageStore
{
    /// <summary>Writes records as one block and adds them to the roll-ups.</summary>
    Task AppendAsync(IReadOnlyList<UsageRecord> records);

    /// <summary>
    /// Takes records that other transactions left (a task's usage is written with its outcome) into a block and the roll-ups.
    /// Returns how many there were.
    /// </summary>
    Task<int> CollectAsync(int limit);

    /// <summary>Joins small neighbouring blocks and deletes what is kept no longer, a slice at a time. False when nothing is left to do.</summary>
    Task<bool> TidyAsync(DateTimeOffset now, TimeSpan recordsKept);
}
