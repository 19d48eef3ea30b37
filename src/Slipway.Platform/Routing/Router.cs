using System.Collections.Concurrent;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;

namespace Slipway.Platform.Routing;

/// <summary>
/// Turns a model name into a route, and keeps every route's gate in step with what the controller brings up. All generation,
/// queued or direct, enters through a gate found here.
/// </summary>
public sealed class Router : IReplicaObserver, ITraffic, IAsyncDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Route> _routes = [];
    private readonly ConcurrentDictionary<string, EngineConnection> _connections = [];
    private readonly ConcurrentDictionary<string, Gate> _gates = [];
    private readonly RouterOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _sweeper;

    public Router(RouterOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _sweeper = time.CreateTimer(_ => Sweep(), null, SweepEvery, SweepEvery);
    }

    /// <summary>Told of a deployment that sleeps and is asked for.</summary>
    public Action<string> Wake { get; set; } = _ => { };

    public string DefaultModel => _options.DefaultModel;

    public IEnumerable<Route> Routes => _routes.Values;

    /// <summary>
    /// The order: deployment id or name, a loaded configuration's name, the default model's name. No name at all is the default.
    /// </summary>
    public Route? Find(string? model)
    {
        if (string.IsNullOrEmpty(model))
            return Default;
        if (_routes.TryGetValue(model, out var byId))
            return byId;
        Route? found = null;
        foreach (var route in _routes.Values)
        {
            if (route.Deployment.Name == model && (found is null || found.Deployment.Kind == DeploymentKind.Default))
                found = route;
        }

        return found;
    }

    public Route? Default
    {
        get
        {
            foreach (var route in _routes.Values)
            {
                if (route.Deployment.Kind == DeploymentKind.Default)
                    return route;
            }

            return null;
        }
    }

    public Traffic? Of(string deploymentId) => _routes.TryGetValue(deploymentId, out var route)
        ? new Traffic(route.Load.Waiting, route.Load.Running, route.Load.Capacity, route.LastUsedAt) : null;

    public static Failure Unknown(string model) => new(FailureKind.NotFound, $"there is no model '{model}'");

    public void Announced(Deployment deployment)
    {
        var route = _routes.GetOrAdd(deployment.Id, _ => new Route(deployment, () => new Gate(_options.LongestQueue, _time), _time, id => Wake(id)));
        route.Follow(deployment);
        if (deployment.Wanted || deployment.WakesOnRequest)
            Expect(route);
    }

    public void StateChanged(Deployment deployment, DeploymentStatus status)
    {
        if (!_routes.TryGetValue(deployment.Id, out var route))
            return;
        route.Status = status;
        if (status.State is DeploymentState.Failed)
            Close(route, $"the model '{deployment.Name}' could not be loaded: {status.Reason}");
        else if (status.State is DeploymentState.Stopped && deployment.Rollout is { Phase: RolloutPhase.Failed } rollout)
            Close(route, $"the deployment '{deployment.Name}' failed: {rollout.Reason}");
        else if (status.State is DeploymentState.Stopped && !deployment.WakesOnRequest)
            Close(route, $"the model '{deployment.Name}' is not loaded");
        else
            Expect(route);
    }

    public void Ready(Deployment deployment, IReplicaHandle replica)
    {
        if (!_routes.TryGetValue(deployment.Id, out var route) || route.FindLane(deployment.Version) is not { } lane)
            return;
        var connection = _connections.GetOrAdd(replica.Id, _ => new EngineConnection(replica.Endpoint));
        _gates[replica.Id] = lane.Gate;
        lane.Gate.Add(new Replica(replica.Id, deployment.Version, replica.Endpoint, connection));
    }

    public async Task WithdrawAsync(Deployment deployment, IReplicaHandle replica, TimeSpan patience, CancellationToken hurry)
    {
        if (_gates.TryRemove(replica.Id, out var gate))
        {
            var empty = gate.WithdrawAsync(replica.Id);
            await Task.WhenAny(empty, Task.Delay(patience, _time, hurry)).ConfigureAwait(false);
            gate.Remove(replica.Id);
            // Whoever still sits there ends with the replica or in peace, but never on a connection that was closed under it.
            _ = empty.ContinueWith(_ => Disconnect(replica.Id), TaskScheduler.Default);
        }
    }

    public void Forgotten(Deployment deployment)
    {
        if (!_routes.TryRemove(deployment.Id, out var route))
            return;
        foreach (var lane in route.Lanes)
            lane.Gate.CloseForGood(Unknown(deployment.Name));
    }

    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        foreach (var connection in _connections.Values)
            connection.Dispose();
    }

    private static void Expect(Route route)
    {
        foreach (var lane in route.Lanes)
            lane.Gate.Expect();
    }

    private static void Close(Route route, string reason)
    {
        foreach (var lane in route.Lanes)
            lane.Gate.Close(new Failure(FailureKind.ModelNotReady, reason));
    }

    private void Disconnect(string replicaId)
    {
        if (_connections.TryRemove(replicaId, out var connection))
            connection.Dispose();
    }

    private void Sweep()
    {
        foreach (var route in _routes.Values)
        {
            foreach (var lane in route.Lanes)
                lane.Gate.Sweep();
        }
    }
}
