using Slipway.Formats.Inspection;
using Slipway.Platform.Common;

namespace Slipway.Platform.Deployments.Machine;

/// <summary>
/// Books the machine's memory before a replica starts. Weights are mapped, so replicas of one file hold them once. Where there is no
/// room, models that came on demand and are idle go first, the one least recently used before the others.
/// </summary>
public sealed class MachineMemory(long capacity, Func<CancellationToken, Task<bool>> makeRoom) : IMachine
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Replicas, long Bytes)> _weights = [];
    private long _own;

    public long Capacity => capacity;

    public long Booked
    {
        get
        {
            lock (_gate)
                return _own + _weights.Values.Sum(each => each.Bytes);
        }
    }

    /// <summary>Why that model can never run here, or null.</summary>
    public Failure? NeverFits(ModelSource source, long? limit)
    {
        if (source.Path is null)
            return null;
        var footprint = ModelFootprint.Of(source);
        var need = footprint.Total - footprint.Cache + footprint.CacheWithin(0);
        return need > capacity ? new Failure(FailureKind.Conflict, $"the model needs {Printable.Bytes(need)}, and this machine has {Printable.Bytes(capacity)} for models")
            : need > limit ? Failure.Invalid("memory", $"must be at least {Printable.Bytes(need)}, which the model needs; it is {Printable.Bytes(limit.Value)}")
            : null;
    }

    public async ValueTask<Result<IDisposable>> BookAsync(Deployment deployment, CancellationToken cancellation)
    {
        if (deployment.Source.Path is not { } path)
            return Result.Of<IDisposable>(new Booking(this, "", default));
        var need = ModelFootprint.Of(deployment.Source);
        need = need with { Cache = need.CacheWithin(deployment.Spec?.Resources.Bytes) };
        while (true)
        {
            if (TryBook(path, need) is not { } free)
                return Result.Of<IDisposable>(new Booking(this, path, need));
            if (!await makeRoom(cancellation).ConfigureAwait(false))
            {
                return new Failure(FailureKind.ModelNotReady,
                    $"a replica needs {Printable.Bytes(need.Total)}; of {Printable.Bytes(capacity)} for models {Printable.Bytes(Math.Max(0, free))} are free");
            }
        }
    }

    /// <summary>Null when it is booked; otherwise what is free.</summary>
    private long? TryBook(string path, ModelFootprint need)
    {
        lock (_gate)
        {
            var held = _weights.GetValueOrDefault(path);
            var free = capacity - Booked;
            if (need.Own + (held.Replicas > 0 ? 0 : need.Weights) > free)
                return free;
            _weights[path] = (held.Replicas + 1, Math.Max(held.Bytes, need.Weights));
            _own += need.Own;
            return null;
        }
    }

    private void Return(string path, ModelFootprint need)
    {
        lock (_gate)
        {
            if (path.Length == 0)
                return;
            var held = _weights[path];
            if (held.Replicas == 1)
                _weights.Remove(path);
            else
                _weights[path] = (held.Replicas - 1, held.Bytes);
            _own -= need.Own;
        }
    }

    private sealed class Booking(MachineMemory machine, string path, ModelFootprint need) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
                machine.Return(path, need);
        }
    }
}
