namespace Slipway.Platform.Infrastructure;

/// <summary>Keeps how busy machines were: by minute for days, by hour for ever.</summary>
public interface IMachineHistory
{
    Task AddAsync(long at, MachineUsage usage);

    /// <summary>Means over all nodes, by buckets of <paramref name="width"/> microseconds, oldest first.</summary>
    ValueTask<IReadOnlyList<MachinePoint>> SeriesAsync(long from, long to, long width);
}
