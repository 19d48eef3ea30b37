namespace Slipway.Platform.Metering;

public interface IUsageStore
{
    /// <summary>Writes records and the roll-ups that they belong to, in one transaction.</summary>
    Task AppendAsync(IReadOnlyList<UsageRecord> records);
}
