using Slipway.Platform.Common;

namespace Slipway.Platform.Metering.Resources;

/// <summary>
/// Writes down every ten seconds what replicas reserved and used since the last time, and what the machine could have given. Where
/// limits together promise more than there is, each counts for its part, so that the parts never exceed the machine.
/// </summary>
public sealed class ResourceMeter : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, TimeSpan> _cpuTimes = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly IReplicaCensus _census;
    private readonly IResourceStore _store;
    private readonly Action<Exception> _broken;
    private readonly TimeProvider _time;
    private readonly Task _metering;
    private long _last;

    public ResourceMeter(IReplicaCensus census, IResourceStore store, Action<Exception> broken, TimeProvider time)
    {
        (_census, _store, _broken, _time) = (census, store, broken, time);
        _last = time.GetTimestamp();
        _metering = Task.Run(MeterAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _metering.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task MeterAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            await Task.Delay(Every, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await _store.AddAsync(_time.Now(), Take(await _census.ReplicasAsync().ConfigureAwait(false))).ConfigureAwait(false);
                await _store.TidyAsync(_time.Now()).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _broken(exception);
            }
        }
    }

    private List<ResourceBucket> Take(IReadOnlyList<ReplicaUse> replicas)
    {
        var now = _time.GetTimestamp();
        var seconds = _time.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
        var cpuPart = Part(_census.Cpus, replicas.Sum(replica => replica.Cpus));
        var memoryPart = Part(_census.MemoryBytes, replicas.Sum(replica => replica.MemoryBytes));
        var parts = new List<ResourceBucket>
        {
            new(0, "", "", new ResourceTotals
            {
                CpuReserved = _census.Cpus * seconds,
                MemoryReserved = _census.MemoryBytes * seconds,
                Stored = _census.StoredBytes * seconds,
            }),
        };
        foreach (var group in replicas.GroupBy(replica => (replica.DeploymentId, replica.Version)))
        {
            parts.Add(new ResourceBucket(0, group.Key.DeploymentId, group.Key.Version, new ResourceTotals
            {
                ReplicaSeconds = group.Count() * seconds,
                CpuReserved = group.Sum(replica => replica.Cpus) * cpuPart * seconds,
                MemoryReserved = group.Sum(replica => replica.MemoryBytes) * memoryPart * seconds,
                CpuUsed = group.Sum(Spent),
                MemoryUsed = group.Sum(replica => replica.ResidentBytes ?? 0.0) * seconds,
            }));
        }

        foreach (var gone in _cpuTimes.Keys.Except(replicas.Select(replica => replica.ReplicaId)).ToList())
            _cpuTimes.Remove(gone);
        return parts;
    }

    private double Spent(ReplicaUse replica)
    {
        if (replica.CpuTime is not { } total)
            return 0;
        var before = _cpuTimes.GetValueOrDefault(replica.ReplicaId);
        _cpuTimes[replica.ReplicaId] = total;
        return Math.Max(0, (total - before).TotalSeconds);
    }

    private static double Part(double available, double wanted) => wanted > available ? available / wanted : 1;
}
