using System.Threading.Channels;

namespace Slipway.Platform.Deployments;

/// <summary>
/// Keeps one deployment as it should be. Whatever happens (a wish changes, a replica dies, a start ends, a pause is over) makes it
/// look once more at what is and take the steps that are missing:
/// 1. replicas that died leave, and count against their version;
/// 2. what nobody wants any more is drained and ended;
/// 3. what is missing is started, one replica of each version at a time;
/// 4. replicas of an older revision are replaced one by one, the new one first; where there is no room for both, the old one is
///    drained first and requests wait at the gate.
/// </summary>
internal sealed class DeploymentKeeper : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<bool> _kicks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ReplicaStarter _starter;
    private readonly IReplicaObserver _observer;
    private readonly ControllerOptions _options;
    private readonly TimeProvider _time;
    private readonly Task _keeping;
    private TaskCompletionSource<DeploymentStatus> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Deployment _wanted;
    private DeploymentStatus _status = new(DeploymentState.Stopped);
    private IReadOnlyList<TrackStatus> _tracks = [];
    private long _wish;
    private bool _quiet;
    private bool _disposed;

    // Touched by the keeping loop only.
    private readonly Dictionary<string, TrackKeeper> _keepers = [];
    private readonly List<Task> _endings = [];

    public DeploymentKeeper(Deployment deployment, ReplicaStarter starter, IReplicaObserver observer, ControllerOptions options, TimeProvider time)
    {
        (_wanted, _starter, _observer, _options, _time) = (deployment, starter, observer, options, time);
        Kick();
        _keeping = Task.Run(KeepAsync);
    }

    public Deployment Wanted
    {
        get
        {
            lock (_gate)
                return _wanted;
        }
    }

    public DeploymentStatus Status
    {
        get
        {
            lock (_gate)
                return _status;
        }
    }

    public IReadOnlyList<TrackStatus> Tracks
    {
        get
        {
            lock (_gate)
                return _tracks;
        }
    }

    /// <summary>Nothing runs, and nothing is on its way out.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _quiet && _status.State == DeploymentState.Stopped;
        }
    }

    public void Want(Deployment deployment)
    {
        lock (_gate)
        {
            var same = deployment.Wanted == _wanted.Wanted && deployment.Revision == _wanted.Revision && deployment.Tracks.SequenceEqual(_wanted.Tracks);
            _wanted = deployment;
            // The same wish again is a wish to try again.
            if (same && _status.State != DeploymentState.Failed)
                return;
            _wish++;
            _quiet = false;
            if (_settled.Task.IsCompleted)
                _settled = new TaskCompletionSource<DeploymentStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        Kick();
    }

    public Task<DeploymentStatus> SettledAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return _settled.Task.WaitAsync(cancellation);
    }

    /// <summary>Ends everything at once; may be called again, and by another, while it does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            await _keeping.ConfigureAwait(false);
            return;
        }

        await _end.CancelAsync().ConfigureAwait(false);
        Kick();
        await _keeping.ConfigureAwait(false);
        _settled.TrySetResult(Status);
        _end.Dispose();
    }

    private void Kick() => _kicks.Writer.TryWrite(true);

    private async Task KeepAsync()
    {
        var seen = -1L;
        while (await _kicks.Reader.ReadAsync().ConfigureAwait(false) && !_end.IsCancellationRequested)
        {
            var (wanted, wish) = Look();
            var tracks = wanted.Wanted ? wanted.Tracks : [];
            _endings.RemoveAll(ending => ending.IsCompleted);
            foreach (var track in tracks)
            {
                if (!_keepers.TryGetValue(track.Version, out var keeper))
                    _keepers[track.Version] = keeper = new TrackKeeper(_starter, _observer, _options, _time, Kick, _end.Token);
                keeper.Step(wanted, track, isNewWish: wish != seen, _endings);
            }

            foreach (var (version, keeper) in _keepers.Where(pair => tracks.All(track => track.Version != pair.Key)).ToList())
            {
                keeper.Abandon(_endings);
                if (keeper.IsEmpty)
                    _keepers.Remove(version);
            }

            seen = wish;
            Report(wanted, wish, tracks);
        }

        foreach (var keeper in _keepers.Values)
            await keeper.EndAsync(_endings).ConfigureAwait(false);
        await Task.WhenAll(_endings).ConfigureAwait(false);
    }

    private (Deployment Wanted, long Wish) Look()
    {
        lock (_gate)
            return (_wanted, _wish);
    }

    private void Report(Deployment wanted, long wish, IReadOnlyList<Track> tracks)
    {
        var states = tracks.Select(track => _keepers[track.Version].StatusOf(track)).ToList();
        // A version that leaves is done with once nothing of it is left.
        var leaving = _endings.Count > 0 || _keepers.Count > tracks.Count;
        var failed = states.Find(state => state.Losses > 0 && !state.Settled && state.Problem.Length > 0);
        var serves = states.Any(state => state.Ready + state.Stale > 0);
        var status =
            tracks.Sum(track => track.Replicas) == 0 ? new DeploymentStatus(DeploymentState.Stopped)
            // An older replica that still works goes on; the new one is reported as what failed. An endpoint's rollout tells that itself.
            : failed is not null && _keepers[failed.Version].HasFailed && !(serves && wanted.Rollout is not null)
                ? new DeploymentStatus(DeploymentState.Failed, failed.Problem)
            : serves ? new DeploymentStatus(DeploymentState.Ready)
            : new DeploymentStatus(DeploymentState.Starting, states.Find(state => state.Problem.Length > 0)?.Problem ?? "");
        var done = status.State switch
        {
            DeploymentState.Stopped => !leaving,
            DeploymentState.Failed => true,
            _ => states.All(state => state.Settled || (state.Pending is not null && state.Ready > 0)),
        };
        bool changed;
        lock (_gate)
        {
            changed = _status != status || !_tracks.SequenceEqual(states);
            (_status, _tracks) = (status, states);
        }

        if (changed)
            _observer.StateChanged(wanted, status);
        lock (_gate)
        {
            // Tells those who wait, unless the wish has changed meanwhile.
            _quiet = done && wish == _wish;
            if (_quiet)
                _settled.TrySetResult(status);
        }
    }
}
