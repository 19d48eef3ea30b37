namespace Slipway.Platform.Deployments;

/// <summary>Keeps the replicas of one version; its <see cref="DeploymentKeeper"/> lets it take its steps, one after another.</summary>
internal sealed class TrackKeeper(
    ReplicaStarter starter, IReplicaObserver observer, ControllerOptions options, TimeProvider time, Action kick, CancellationToken end)
{
    /// <summary>Timers may ring a few milliseconds before the clock says so.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(20);

    private readonly List<Held> _held = [];
    private Task<StartOutcome>? _start;
    private CancellationTokenSource? _startCancel;
    private Deployment? _startOf;
    private long _startRevision;
    private volatile bool _verifying;
    private string _problem = "";
    private string? _pending;
    private TimeSpan _pause;
    private long _notBefore;
    private int _losses;

    public bool IsEmpty => _held.Count == 0 && _start is null;

    /// <summary>Whether a start has failed since the newest wish was first seen.</summary>
    public bool HasFailed { get; private set; }

    public TrackStatus StatusOf(Track track) => new(track.Version)
    {
        Wanted = track.Replicas,
        Revision = track.Revision,
        Ready = _held.Count(held => held.Revision == track.Revision),
        Stale = _held.Count(held => held.Revision != track.Revision),
        Verifying = _start is not null && _verifying,
        Problem = _problem,
        Losses = _losses,
        Pending = _pending,
    };

    public void Step(Deployment deployment, Track track, bool isNewWish, List<Task> endings)
    {
        if (isNewWish)
        {
            // Whoever changes something wants to see it tried now.
            _notBefore = 0;
            HasFailed = false;
        }

        Reap(endings);
        TakeStarted(track, endings);
        var ready = _held.Count(held => held.Revision == track.Revision);
        foreach (var surplus in _held.Where(held => held.Revision == track.Revision).Skip(track.Replicas).ToList())
            Drain(surplus, endings);
        // One stale replica may go for each new one that came; none may stay when all that is wanted is there.
        foreach (var stale in _held.Where(held => held.Revision != track.Revision).Take(Math.Max(0, _held.Count - track.Replicas)).ToList())
            Drain(stale, endings);
        if (_start is not null && (_startRevision != track.Revision || ready >= track.Replicas))
            _startCancel!.Cancel();
        else if (_start is null && ready < track.Replicas && !end.IsCancellationRequested && time.GetTimestamp() >= _notBefore)
            Begin(deployment.At(track), track);
        if (ready >= track.Replicas && _held.Count == ready && _held.TrueForAll(IsSettled))
            (_losses, _pause, _problem, _pending) = (0, TimeSpan.Zero, "", null);
    }

    /// <summary>The version is not wanted any more.</summary>
    public void Abandon(List<Task> endings)
    {
        _startCancel?.Cancel();
        Reap(endings);
        if (_start is { IsCompleted: true })
            TakeStarted(null, endings);
        foreach (var held in _held.ToList())
            Drain(held, endings);
    }

    /// <summary>The server stops: everything ends at once.</summary>
    public async Task EndAsync(List<Task> endings)
    {
        _startCancel?.Cancel();
        if (_start is not null)
        {
            await _start.ConfigureAwait(false);
            TakeStarted(null, endings);
        }

        foreach (var held in _held.ToList())
            Leave(held, TimeSpan.Zero, endings);
    }

    private bool IsSettled(Held held) => time.GetElapsedTime(held.Since) > options.Settled;

    private void Reap(List<Task> endings)
    {
        foreach (var dead in _held.Where(held => held.Replica.Ended.IsCompleted).ToList())
        {
            if (IsSettled(dead))
                (_losses, _pause) = (0, TimeSpan.Zero);
            Lose(dead.Replica.Ended.Result, retryAtOnce: _losses == 0);
            Leave(dead, TimeSpan.Zero, endings);
        }
    }

    private void TakeStarted(Track? track, List<Task> endings)
    {
        if (_start is not { IsCompleted: true })
            return;
        var outcome = _start.Result;
        var cancelled = _startCancel!.IsCancellationRequested;
        var (of, revision) = (_startOf!, _startRevision);
        _startCancel.Dispose();
        (_start, _startCancel, _verifying) = (null, null, false);
        if (outcome.Replica is { } replica)
        {
            var held = new Held(replica, outcome.Room!, of, revision, time.GetTimestamp());
            _held.Add(held);
            _ = replica.Ended.ContinueWith(_ => kick(), TaskScheduler.Default);
            _pending = null;
            if (_losses == 0)
                _problem = "";
            if (track is null || cancelled)
                Drain(held, endings);
            else
                observer.Ready(of, replica);
            // A little later it has earned a fresh start of the back-off.
            KickAfter(options.Settled + Early);
        }
        else if (!cancelled && outcome.LacksRoom)
        {
            _pending = outcome.Problem;
            // Without room for a surge the old one goes first, and requests wait.
            if (_held.Find(held => track is not null && held.Revision != track.Revision) is { } stale)
                Drain(stale, endings);
            else
                Wait(options.RoomEvery);
        }
        else if (!cancelled)
        {
            HasFailed = true;
            Lose(outcome.Problem, retryAtOnce: false);
        }
    }

    private void Begin(Deployment deployment, Track track)
    {
        _startCancel = CancellationTokenSource.CreateLinkedTokenSource(end);
        (_startOf, _startRevision) = (deployment, track.Revision);
        _start = starter.StartAsync(deployment, Verifying, _startCancel.Token);
        _ = _start.ContinueWith(_ => kick(), TaskScheduler.Default);

        void Verifying()
        {
            _verifying = true;
            kick();
        }
    }

    private void Lose(string reason, bool retryAtOnce)
    {
        _losses++;
        _problem = reason;
        _pause = _pause == TimeSpan.Zero ? options.FirstBackOff : _pause * 2 < options.LongestBackOff ? _pause * 2 : options.LongestBackOff;
        Wait(retryAtOnce ? TimeSpan.Zero : _pause);
    }

    private void Wait(TimeSpan pause)
    {
        _notBefore = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
        KickAfter(pause + Early);
    }

    private void KickAfter(TimeSpan pause) => _ = Task.Delay(pause, time, end).ContinueWith(_ => kick(), TaskScheduler.Default);

    private void Drain(Held held, List<Task> endings) => Leave(held, options.DrainWithin, endings);

    private void Leave(Held held, TimeSpan patience, List<Task> endings)
    {
        _held.Remove(held);
        var ending = LeaveAsync(held, patience);
        endings.Add(ending);
        _ = ending.ContinueWith(_ => kick(), TaskScheduler.Default);
    }

    private async Task LeaveAsync(Held held, TimeSpan patience)
    {
        await observer.WithdrawAsync(held.Of, held.Replica, patience, end).ConfigureAwait(false);
        await held.Replica.DisposeAsync().ConfigureAwait(false);
        held.Room.Dispose();
    }

    private sealed record Held(IReplicaHandle Replica, IDisposable Room, Deployment Of, long Revision, long Since);
}
