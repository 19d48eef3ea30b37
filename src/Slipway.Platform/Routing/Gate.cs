using Slipway.Platform.Common;

namespace Slipway.Platform.Routing;

/// <summary>
/// The admission point of one deployment. It holds a bounded, fair queue and keeps no more in an engine than the engine's
/// slots and one more; everything that waits, waits here, where it can be counted, cancelled and dealt out fairly.
/// </summary>
public sealed class Gate(int longestQueue, TimeProvider time)
{
    private const int RememberedOpenings = 4096;

    private readonly Lock _lock = new();
    private readonly FairQueue<Waiter> _waiting = new();
    private readonly Dictionary<int, Replica> _openings = [];
    private readonly List<Replica> _replicas = [];
    private Failure? _closed = new(FailureKind.ModelNotReady, "the model is not loaded");
    private bool _opening;
    private bool _gone;
    private double _secondsPerRequest = 1;

    public GateLoad Load
    {
        get
        {
            lock (_lock)
                return new GateLoad(_waiting.Count, _replicas.Sum(replica => replica.Running), Capacity);
        }
    }

    private int Capacity => _replicas.Sum(replica => replica.Withdrawn ? 0 : replica.Capacity);

    /// <summary>Waits for a seat. Cancelling the wait leaves the queue at once and throws.</summary>
    public ValueTask<Admission> EnterAsync(in Visitor visitor, CancellationToken cancellation)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_gone)
                return new(_closed!);
            if (_waiting.Count == 0 && Pick(visitor.Opening) is { } replica)
                return new(Sit(replica, TimeSpan.Zero));
            if (!_opening && Capacity == 0 && _closed is { } refusal)
                return new(refusal);
            if (_waiting.Count >= longestQueue && !visitor.IsCounted)
                return new(Full());
            waiter = new Waiter(this, visitor, time.GetTimestamp());
            waiter.Place = _waiting.Enqueue(waiter, visitor.Caller, visitor.User);
        }

        waiter.Watch(cancellation);
        return waiter.Admission;
    }

    /// <summary>Nobody serves yet, but somebody will: callers may wait.</summary>
    public void Expect()
    {
        lock (_lock)
            _opening = true;
    }

    /// <summary>Nobody will ever be admitted here again; who has a seat keeps it.</summary>
    public void CloseForGood(Failure reason)
    {
        lock (_lock)
        {
            _gone = true;
            foreach (var replica in _replicas)
                replica.Withdrawn = true;
        }

        Close(reason);
    }

    /// <summary>Without a replica nobody will serve soon: who waits and who comes is told why.</summary>
    public void Close(Failure reason)
    {
        var refused = new List<Waiter>();
        lock (_lock)
        {
            (_opening, _closed) = (false, reason);
            if (Capacity > 0)
                return;
            while (_waiting.TryDequeue(out var waiter))
            {
                waiter.Answered = true;
                refused.Add(waiter);
            }
        }

        foreach (var waiter in refused)
            waiter.Answer(reason);
    }

    public void Add(Replica replica)
    {
        lock (_lock)
        {
            _replicas.Add(replica);
            Admit();
        }
    }

    /// <summary>Gives the replica no new work. Completes when it has none.</summary>
    public Task WithdrawAsync(string replicaId)
    {
        lock (_lock)
        {
            if (_replicas.Find(candidate => candidate.Id == replicaId) is not { } replica)
                return Task.CompletedTask;
            replica.Withdrawn = true;
            ForgetOpenings(replica);
            if (replica.Running == 0)
                replica.Empty.TrySetResult();
            return replica.Empty.Task;
        }
    }

    /// <summary>Removes the replica, whatever is still running there.</summary>
    public void Remove(string replicaId)
    {
        lock (_lock)
        {
            if (_replicas.Find(candidate => candidate.Id == replicaId) is not { } replica)
                return;
            replica.Withdrawn = true;
            ForgetOpenings(replica);
            _replicas.Remove(replica);
        }
    }

    /// <summary>Refuses those who have waited as long as they would; called about once a second.</summary>
    public void Sweep()
    {
        List<Waiter>? tired = null;
        lock (_lock)
        {
            foreach (var waiter in _waiting.Items)
            {
                if (time.GetElapsedTime(waiter.Since) >= waiter.Visitor.Patience)
                    (tired ??= []).Add(waiter);
            }

            foreach (var waiter in tired ?? [])
            {
                waiter.Answered = true;
                _waiting.Remove(waiter.Place);
            }
        }

        foreach (var waiter in tired ?? [])
        {
            waiter.Answer(new Failure(FailureKind.WaitedTooLong,
                $"no engine had room within {waiter.Visitor.Patience.TotalSeconds:0.#} s")
            { RetryAfter = RetryAfter() });
        }
    }

    /// <summary>When a caller that is refused now may find room.</summary>
    public TimeSpan RetryAfter()
    {
        lock (_lock)
            return TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling((_waiting.Count + 1) * _secondsPerRequest / Math.Max(1, Capacity)), 1, 60));
    }

    internal void Leave(Replica replica, long since)
    {
        lock (_lock)
        {
            _secondsPerRequest += 0.05 * (time.GetElapsedTime(since).TotalSeconds - _secondsPerRequest);
            replica.Running--;
            if (replica.Withdrawn && replica.Running == 0)
                replica.Empty.TrySetResult();
            Admit();
        }
    }

    /// <summary>False where the waiter has been answered already.</summary>
    internal bool TryForget(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Answered)
                return false;
            waiter.Answered = true;
            _waiting.Remove(waiter.Place);
            return true;
        }
    }

    private Failure Full() => new(FailureKind.QueueFull, $"{_waiting.Count} requests are waiting already; try again later")
    {
        RetryAfter = RetryAfter(),
    };

    private void Admit()
    {
        while (_waiting.Count > 0 && Pick(0) is not null)
        {
            _waiting.TryDequeue(out var waiter);
            waiter.Answered = true;
            // Answering only queues the continuation; nobody else's code runs under the lock.
            waiter.Answer(Sit(Pick(waiter.Visitor.Opening)!, time.GetElapsedTime(waiter.Since)));
        }
    }

    private Seat Sit(Replica replica, TimeSpan waited)
    {
        replica.Running++;
        return new Seat(this, replica, waited, time.GetTimestamp());
    }

    /// <summary>The least loaded replica, or the one that served the same opening while its load is near the least.</summary>
    private Replica? Pick(int opening)
    {
        Replica? best = null;
        foreach (var replica in _replicas)
        {
            if (!replica.Withdrawn && replica.Running < replica.Capacity && (best is null || Share(replica) < Share(best)))
                best = replica;
        }

        if (best is null || opening == 0 || _replicas.Count == 1)
            return best;
        if (_openings.TryGetValue(opening, out var warm) && warm.Running < warm.Capacity && warm.Running <= best.Running + 1)
            return warm;
        if (_openings.Count >= RememberedOpenings)
            _openings.Clear();
        return _openings[opening] = best;

        static double Share(Replica replica) => (double)replica.Running / replica.Capacity;
    }

    private void ForgetOpenings(Replica replica)
    {
        foreach (var opening in _openings.Where(pair => pair.Value == replica).Select(pair => pair.Key).ToList())
            _openings.Remove(opening);
    }
}
