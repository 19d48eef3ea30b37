using System.Collections.Immutable;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;

namespace Slipway.Platform.Routing;

/// <summary>Where a model name leads: a deployment, and a lane for each of its versions.</summary>
public sealed class Route
{
    private readonly Func<Gate> _newGate;
    private readonly TimeProvider _time;
    private readonly Action<string> _wake;
    private readonly Lock _changing = new();
    private volatile Deployment _deployment;
    private volatile DeploymentStatus _status = new(DeploymentState.Stopped);
    private ImmutableArray<Lane> _lanes = [];
    private long _requests;
    private long _lastUsedAt;

    public Route(Deployment deployment, Func<Gate> newGate, TimeProvider time, Action<string> wake)
    {
        (_deployment, _newGate, _time, _wake, _lastUsedAt) = (deployment, newGate, time, wake, time.Now());
        Follow(deployment);
    }

    public Deployment Deployment => _deployment;

    public DeploymentStatus Status
    {
        get => _status;
        internal set => _status = value;
    }

    /// <summary>The admission point of the version that serves.</summary>
    public Gate Gate => Stable.Gate;

    /// <summary>When somebody last asked for it.</summary>
    public long LastUsedAt => Volatile.Read(ref _lastUsedAt);

    public ImmutableArray<Lane> Lanes => _lanes;

    public GateLoad Load => _lanes.Aggregate(default(GateLoad), (sum, lane) => sum + lane.Gate.Load);

    private Lane Stable => FindLane(_deployment.Version) ?? _lanes[0];

    /// <summary>Waits for a seat on the caller's side of the split, or at the version that it names.</summary>
    public async ValueTask<Admission> EnterAsync(Visitor visitor, string? version, CancellationToken cancellation)
    {
        Volatile.Write(ref _lastUsedAt, _time.Now());
        var number = visitor.User.Length == 0 ? (ulong)Interlocked.Increment(ref _requests) : 0;
        while (true)
        {
            if (_deployment.WakesOnRequest && Load.Capacity == 0)
                _wake(_deployment.Id);
            var lane = version is null ? Choose(visitor.User, number) : FindLane(IdOf(version));
            if (lane is null)
                return new Failure(FailureKind.NotFound, $"the version '{version}' of '{_deployment.Name}' is not served");
            var admission = await lane.Gate.EnterAsync(visitor, cancellation).ConfigureAwait(false);
            if (!ReferenceEquals(admission.Refusal, Lane.Moved))
                return admission;
        }
    }

    /// <summary>A seat at the canary for a copy of a request, or null where it has no room or the request is not to be copied.</summary>
    public async ValueTask<Seat?> MirrorAsync(string user)
    {
        if (_deployment.Rollout is not { Canary: { } canary, Share: > 0 } rollout || _deployment.Spec?.Mirror != true || FindLane(canary.Id) is not { } lane)
            return null;
        var copied = user.Length > 0 ? TrafficSplit.IsCanary(_deployment.Id, user, rollout.Share)
            : TrafficSplit.IsCanary((ulong)Interlocked.Increment(ref _requests), rollout.Share);
        if (!copied || lane.Gate.Load is not { Waiting: 0 } load || load.Running >= load.Capacity)
            return null;
        var admission = await lane.Gate.EnterAsync(new Visitor("mirror", "", TimeSpan.Zero), CancellationToken.None).ConfigureAwait(false);
        return admission.Seat;
    }

    /// <summary>What people call the version of that id; empty where the deployment has no versions.</summary>
    public string NameOf(string versionId) => Versions.FirstOrDefault(version => version.Id == versionId)?.Version ?? "";

    /// <summary>Whether it serves the version of that name or id.</summary>
    public bool Serves(string version) => FindLane(IdOf(version)) is not null;

    private IEnumerable<DeployedVersion> Versions => _deployment.Rollout is { } rollout
        ? rollout.Canary is { } canary ? [rollout.Stable, canary] : [rollout.Stable] : [];

    private string IdOf(string version) => Versions.FirstOrDefault(each => each.Version == version)?.Id ?? version;

    public Lane? FindLane(string version)
    {
        foreach (var lane in _lanes)
        {
            if (lane.Version == version)
                return lane;
        }

        return null;
    }

    /// <summary>Takes up what the deployment has become: new lanes open, those of versions that left close.</summary>
    internal void Follow(Deployment deployment)
    {
        lock (_changing)
        {
            _deployment = deployment;
            // A sleeping deployment keeps its lane, where those whom it wakes for wait.
            IReadOnlyList<string> wanted = deployment.Tracks.Count > 0 ? [.. deployment.Tracks.Select(track => track.Version)] : [deployment.Version];
            var left = _lanes.Where(lane => !wanted.Contains(lane.Version)).ToList();
            _lanes = [.. wanted.Select(version => FindLane(version) ?? new Lane(version, _newGate()))];
            foreach (var lane in left)
                lane.Gate.CloseForGood(Lane.Moved);
        }
    }

    /// <summary>The canary for its share of callers while it can answer, else the version that serves.</summary>
    private Lane Choose(string user, ulong number)
    {
        var deployment = _deployment;
        if (deployment.Rollout is { Canary: { } canary, Share: > 0 } rollout && deployment.Spec?.Mirror != true
            && (user.Length > 0 ? TrafficSplit.IsCanary(deployment.Id, user, rollout.Share) : TrafficSplit.IsCanary(number, rollout.Share))
            && FindLane(canary.Id) is { } lane && lane.Gate.Load.Capacity > 0)
        {
            return lane;
        }

        return Stable;
    }
}
