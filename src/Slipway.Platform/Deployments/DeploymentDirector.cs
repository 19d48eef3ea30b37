using System.Collections.Concurrent;
using System.Threading.Channels;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments.Scaling;

namespace Slipway.Platform.Deployments;

/// <summary>
/// Leads every endpoint through its rollouts: looks at what is, asks the rules for the next step, writes it down, and tells the
/// controller. What its users ask for goes the same way, one change after another, so that nothing is decided on what is no more.
/// </summary>
public sealed class DeploymentDirector : IAsyncDisposable
{
    /// <summary>Records of requests reach the store a moment after the requests have ended.</summary>
    private static readonly long RecordsLag = TimeSpan.FromSeconds(2).ToMicros();

    private readonly ConcurrentDictionary<string, Autoscaler> _scalers = [];
    private readonly Channel<bool> _kicks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _changing = new(1);
    private readonly CancellationTokenSource _end = new();
    private readonly DirectorParts _parts;
    private readonly RolloutOptions _options;
    private readonly AutoscalerOptions _scaling;
    private readonly Action<Exception, string> _broken;
    private readonly ConcurrentDictionary<string, bool> _woken = [];
    private TaskCompletionSource _stepped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _leading = Task.CompletedTask;

    /// <param name="parts">What it works with.</param>
    /// <param name="options">How versions roll.</param>
    /// <param name="scaling">How quickly replicas follow the load.</param>
    /// <param name="broken">Told of a deployment whose step threw, which is a bug or a broken store.</param>
    public DeploymentDirector(DirectorParts parts, RolloutOptions options, AutoscalerOptions scaling, Action<Exception, string> broken)
    {
        (_parts, _options, _scaling, _broken) = (parts, options, scaling, broken);
        Machine = new RolloutMachine(options);
    }

    public RolloutMachine Machine { get; }

    /// <summary>Whether this node leads: of several that share a database one does.</summary>
    public Func<bool> Leads { get; set; } = () => true;

    public void Start() => _leading = Task.Run(LeadAsync);

    /// <summary>Somebody asks for a deployment that has no replica.</summary>
    public void Wake(string id)
    {
        if (_woken.TryAdd(id, true))
            _kicks.Writer.TryWrite(true);
    }

    /// <summary>Changes what is wanted of one endpoint.</summary>
    public async Task<Result<Deployment>> ChangeAsync(string id, string by, string what, Func<Deployment, Result<Deployment>> change)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_parts.Controller.Find(id) is not { Kind: DeploymentKind.Endpoint } deployment)
                return new Failure(FailureKind.NotFound, $"there is no deployment '{id}'");
            var changed = change(deployment);
            if (changed.Succeeded && changed.Value != deployment)
                await WriteAsync(changed.Value, [new RolloutEvent("changed", what)], by).ConfigureAwait(false);
            return changed;
        }
        finally
        {
            _changing.Release();
            _kicks.Writer.TryWrite(true);
        }
    }

    /// <summary>Takes up a new endpoint, unless its name is taken.</summary>
    public async Task<Result<Deployment>> AddAsync(Deployment deployment, string by)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_parts.Controller.Deployments.Any(other => other.Project == deployment.Project && other.Name == deployment.Name))
                return new Failure(FailureKind.Conflict, $"there is a deployment or model '{deployment.Name}' already");
            await WriteAsync(deployment, [new RolloutEvent("created", $"version {deployment.Rollout!.Stable.Version} is deployed")], by).ConfigureAwait(false);
            return deployment;
        }
        finally
        {
            _changing.Release();
            _kicks.Writer.TryWrite(true);
        }
    }

    /// <summary>Forgets an endpoint; completes when no request finds it any more, while its replicas still end theirs.</summary>
    public async Task RemoveAsync(string id)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            _ = await _parts.Controller.DetachAsync(id).ConfigureAwait(false);
            await _parts.Events.RemoveAsync(id).ConfigureAwait(false);
            _scalers.TryRemove(id, out _);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Completes once the deployment is as told, or is gone.</summary>
    public async Task<Deployment?> UntilAsync(string id, Func<Deployment, bool> holds, CancellationToken cancellation)
    {
        while (true)
        {
            var stepped = Volatile.Read(ref _stepped).Task;
            if (_parts.Controller.Find(id) is not { } deployment || holds(deployment))
                return _parts.Controller.Find(id);
            await stepped.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _kicks.Writer.TryWrite(true);
        await _leading.ConfigureAwait(false);
        _end.Dispose();
    }

    /// <summary>One look at every endpoint.</summary>
    public async Task StepAllAsync()
    {
        // Whoever is asked for a sleeping one wakes it, leader or not.
        foreach (var deployment in _parts.Controller.Deployments.Where(
            each => each.Kind == DeploymentKind.Endpoint && (Leads() || _woken.ContainsKey(each.Id))))
        {
            await _changing.WaitAsync(_end.Token).ConfigureAwait(false);
            try
            {
                // It may have changed or gone since the list was made.
                if (_parts.Controller.Find(deployment.Id) is { } present)
                    await StepAsync(present).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                _broken(exception, deployment.Id);
            }
            finally
            {
                _changing.Release();
            }
        }

        Interlocked.Exchange(ref _stepped, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private async Task LeadAsync()
    {
        using var timer = _parts.Time.CreateTimer(_ => _kicks.Writer.TryWrite(true), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        try
        {
            while (await _kicks.Reader.ReadAsync(_end.Token).ConfigureAwait(false))
                await StepAllAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task StepAsync(Deployment deployment)
    {
        var now = _parts.Time.Now();
        var events = new List<RolloutEvent>();
        var before = deployment.Rollout!;
        var rollout = await TallyAsync(deployment, before, now).ConfigureAwait(false);
        var tracks = _parts.Controller.TracksOf(deployment.Id).Where(track => track.Revision == deployment.Revision).ToList();
        var view = new RolloutView(
            tracks.Find(track => track.Version == rollout.Stable.Id), tracks.Find(track => track.Version == rollout.Canary?.Id),
            _parts.Controller.IsEmpty(deployment.Id));
        rollout = Machine.Step(rollout, view, now, events);
        if (_woken.TryRemove(deployment.Id, out _))
            rollout = RolloutMachine.Wake(rollout, deployment.Spec!.Scaling.Least, now);
        rollout = Scale(deployment, rollout, view, now, events);
        if (rollout != before)
            await WriteAsync(deployment.With(rollout), events, "").ConfigureAwait(false);
    }

    private async ValueTask<Rollout> TallyAsync(Deployment deployment, Rollout rollout, long now)
    {
        var until = now - RecordsLag;
        if (rollout is not { Phase: RolloutPhase.Canary, StepAt: > 0, Canary: { } canary } || until - rollout.TalliedAt < _options.LookEvery.ToMicros())
            return rollout;
        return rollout with
        {
            CanaryTally = rollout.CanaryTally + await _parts.Evidence.OfAsync(deployment.Id, canary.Id, rollout.TalliedAt, until).ConfigureAwait(false),
            StableTally = rollout.StableTally + await _parts.Evidence.OfAsync(deployment.Id, rollout.Stable.Id, rollout.TalliedAt, until).ConfigureAwait(false),
            TalliedAt = until,
        };
    }

    /// <summary>More or fewer replicas, none where a deployment sleeps.</summary>
    private Rollout Scale(Deployment deployment, Rollout rollout, RolloutView view, long now, List<RolloutEvent> events)
    {
        if (!rollout.WasLive || rollout.Phase is RolloutPhase.Hibernating or RolloutPhase.Hibernated or RolloutPhase.Activating or RolloutPhase.Failed
            || _parts.Traffic.Of(deployment.Id) is not { } traffic)
        {
            return rollout;
        }

        var spec = deployment.Spec!;
        var lastUsed = Math.Max(traffic.LastUsedAt, rollout.AwakeSince);
        if (rollout.Phase != RolloutPhase.Canary && spec.Cost.HibernationEnabled && traffic.IsIdle
            && now - lastUsed >= spec.Cost.HibernationIdleTimeout * Micros.PerSecond)
        {
            events.Add(new RolloutEvent("hibernating", $"nobody has asked for {spec.Cost.HibernationIdleTimeout} s"));
            return rollout with { Phase = RolloutPhase.Hibernating };
        }

        var serving = (view.Stable?.Ready ?? 0) + (view.Stable?.Stale ?? 0) + (view.Canary?.Ready ?? 0);
        var load = new ReplicaLoad(traffic.Waiting, traffic.Running, serving > 0 ? Math.Max(1, traffic.Capacity / serving - 1) : 1, lastUsed)
        {
            Cpu = CpuOf(_parts.Usage.Of(deployment.Id)),
        };
        var replicas = _scalers.GetOrAdd(deployment.Id, _ => new Autoscaler(_scaling)).Decide(spec.Scaling, rollout.Replicas, load, now);
        // In the middle of a canary the stable version neither sleeps nor shrinks: it is what the canary is compared with.
        if (replicas == rollout.Replicas || (rollout.Phase == RolloutPhase.Canary && replicas < rollout.Replicas))
            return rollout;
        events.Add(new RolloutEvent("scaled", $"{replicas} instead of {rollout.Replicas} replicas: {traffic.Running} requests run, {traffic.Waiting} wait"));
        return rollout with { Replicas = replicas };
    }

    /// <summary>Per cent of the cores that the replicas may use; null where nobody has measured yet.</summary>
    internal static double? CpuOf(IReadOnlyList<MeasuredReplica> replicas) =>
        replicas.Count > 0 && replicas.Any(replica => replica.CoresUsed is not null)
            ? 100 * replicas.Sum(replica => replica.CoresUsed ?? 0) / replicas.Sum(replica => replica.Cores) : null;

    /// <summary>The history first: whoever sees what a deployment has become finds there why.</summary>
    private async Task WriteAsync(Deployment deployment, IReadOnlyList<RolloutEvent> events, string by)
    {
        var at = _parts.Time.Now();
        if (events.Count > 0)
        {
            await _parts.Events.AddAsync([.. events.Select(each =>
                new DeploymentEvent(Ids.New(_parts.Time), deployment.Id, at, each.Kind, each.Message, by))]).ConfigureAwait(false);
        }

        await _parts.Controller.ApplyAsync(deployment).ConfigureAwait(false);
    }
}
