using Slipway.Platform.Common;

namespace Slipway.Platform.Deployments;

/// <summary>
/// Keeps one deployment as it should be: starts its replica, waits until a generation works, starts another where it died,
/// and replaces it where the source changed, the new one first so that no request finds nobody.
/// </summary>
internal sealed class DeploymentKeeper : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly IReadOnlyList<IRuntime> _runtimes;
    private readonly IReplicaObserver _observer;
    private readonly IReadinessProbe _probe;
    private readonly ControllerOptions _options;
    private readonly TimeProvider _time;
    private readonly Task _stopping;
    private readonly Task _keeping;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<DeploymentStatus> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Deployment _wanted;
    private DeploymentStatus _status = new(DeploymentState.Stopped);
    private long _wish;

    public DeploymentKeeper(
        Deployment deployment, IReadOnlyList<IRuntime> runtimes, IReplicaObserver observer, IReadinessProbe probe,
        ControllerOptions options, TimeProvider time)
    {
        (_wanted, _runtimes, _observer, _probe, _options, _time) = (deployment, runtimes, observer, probe, options, time);
        _stopping = Task.Delay(Timeout.Infinite, _end.Token);
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

    public void Want(Deployment deployment)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (deployment.Wanted == _wanted.Wanted && deployment.Revision == _wanted.Revision && _status.State != DeploymentState.Failed)
            {
                _wanted = deployment;
                return;
            }

            _wanted = deployment;
            _wish++;
            if (_settled.Task.IsCompleted)
                _settled = new TaskCompletionSource<DeploymentStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.TrySetResult();
    }

    public Task<DeploymentStatus> SettledAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return _settled.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task KeepAsync()
    {
        (IReplicaHandle Handle, Deployment Of, long Since)? running = null;
        var pause = TimeSpan.Zero;
        try
        {
            while (true)
            {
                var (wanted, wish, changed) = Look();
                if (running is { } dead && dead.Handle.Ended.IsCompleted)
                {
                    var reason = await dead.Handle.Ended.ConfigureAwait(false);
                    pause = _time.GetElapsedTime(dead.Since) > _options.Settled ? TimeSpan.Zero : Longer(pause);
                    Report(wanted, new DeploymentStatus(DeploymentState.Starting, reason));
                    await EndAsync(dead, TimeSpan.Zero).ConfigureAwait(false);
                    running = null;
                    await PauseAsync(pause, changed).ConfigureAwait(false);
                }
                else if (!wanted.Wanted)
                {
                    if (running is { } idle)
                        await EndAsync(idle, _options.DrainWithin).ConfigureAwait(false);
                    running = null;
                    Report(wanted, new DeploymentStatus(DeploymentState.Stopped));
                    Settle(wish);
                    await Task.WhenAny(changed, _stopping).ConfigureAwait(false);
                }
                else if (running is { } current && current.Of.Revision == wanted.Revision)
                {
                    Report(wanted, new DeploymentStatus(DeploymentState.Ready));
                    Settle(wish);
                    await Task.WhenAny(changed, _stopping, current.Handle.Ended).ConfigureAwait(false);
                }
                else
                {
                    if (running is null)
                        Report(wanted, new DeploymentStatus(DeploymentState.Starting, Status.Reason));
                    var started = await BringUpAsync(wanted, changed).ConfigureAwait(false);
                    if (started.Handle is { } replica)
                    {
                        _observer.Ready(wanted, replica);
                        if (running is { } old)
                            await EndAsync(old, _options.DrainWithin).ConfigureAwait(false);
                        running = (replica, wanted, _time.GetTimestamp());
                        Report(wanted, new DeploymentStatus(DeploymentState.Ready));
                    }
                    else if (!changed.IsCompleted && !_end.IsCancellationRequested)
                    {
                        // An older replica that still works goes on; the new one is reported as what failed.
                        pause = Longer(pause);
                        Report(wanted, new DeploymentStatus(DeploymentState.Failed, started.Problem));
                        Settle(wish);
                        await PauseAsync(pause, changed).ConfigureAwait(false);
                    }
                }

                if (_end.IsCancellationRequested)
                    return;
            }
        }
        finally
        {
            if (running is { } last)
                await EndAsync(last, TimeSpan.Zero).ConfigureAwait(false);
        }
    }

    /// <summary>Starts a replica and waits until it generates. It is ended again where it does not, or where the wish changed.</summary>
    private async Task<(IReplicaHandle? Handle, string Problem)> BringUpAsync(Deployment wanted, Task changed)
    {
        var runtime = _runtimes.FirstOrDefault(candidate => candidate.Takes(wanted.Source));
        if (runtime is null)
            return (null, "no runtime here serves this kind of model");
        Result<IReplicaHandle> started;
        try
        {
            started = await runtime.StartAsync(wanted, _end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return (null, "stopping");
        }

        if (!started.Succeeded)
            return (null, started.Failure.Message);
        var replica = started.Value;
        var limit = wanted.Source.Path is null ? _options.RemoteReadyWithin : _options.ReadyWithin;
        var since = _time.GetTimestamp();
        string? problem;
        do
        {
            problem = await ProbeAsync(replica.Endpoint).ConfigureAwait(false);
            if (problem is null)
                return (replica, "");
            await Task.WhenAny(Task.Delay(_options.ProbeEvery, _time), changed, _stopping, replica.Ended).ConfigureAwait(false);
            if (replica.Ended.IsCompleted)
                problem = await replica.Ended.ConfigureAwait(false);
        }
        while (!replica.Ended.IsCompleted && !changed.IsCompleted && !_end.IsCancellationRequested && _time.GetElapsedTime(since) < limit);
        await replica.DisposeAsync().ConfigureAwait(false);
        return (null, problem);
    }

    private async Task<string?> ProbeAsync(ReplicaEndpoint endpoint)
    {
        try
        {
            return await _probe.TryAsync(endpoint, _end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return "stopping";
        }
    }

    private async Task EndAsync((IReplicaHandle Handle, Deployment Of, long Since) replica, TimeSpan patience)
    {
        await _observer.WithdrawAsync(replica.Of, replica.Handle, patience).ConfigureAwait(false);
        await replica.Handle.DisposeAsync().ConfigureAwait(false);
    }

    private Task PauseAsync(TimeSpan pause, Task changed) => Task.WhenAny(Task.Delay(pause, _time), changed, _stopping);

    private TimeSpan Longer(TimeSpan pause) => pause == TimeSpan.Zero ? _options.FirstBackOff
        : pause * 2 < _options.LongestBackOff ? pause * 2 : _options.LongestBackOff;

    private (Deployment Wanted, long Wish, Task Changed) Look()
    {
        lock (_gate)
            return (_wanted, _wish, _changed.Task);
    }

    private void Report(Deployment deployment, DeploymentStatus status)
    {
        lock (_gate)
        {
            if (_status == status)
                return;
            _status = status;
        }

        _observer.StateChanged(deployment, status);
    }

    /// <summary>Tells those who wait, unless the wish has changed meanwhile.</summary>
    private void Settle(long wish)
    {
        lock (_gate)
        {
            if (wish == _wish)
                _settled.TrySetResult(_status);
        }
    }
}
