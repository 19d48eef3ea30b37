using System.Diagnostics.Metrics;
using Slipway.Platform.Deployments;
using Slipway.Platform.Generation;
using Slipway.Platform.Routing;
using Slipway.Server.Contracts.Health;

namespace Slipway.Server.Telemetry;

/// <summary>What waits, runs and is ready, read when somebody asks.</summary>
internal static class PlatformMeter
{
    public static void AddTo(Meter meter, TaskService tasks, Router router, HealthFacts health)
    {
        meter.CreateObservableGauge("slipway.build_info", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", health.Version)),
            null, "Which version runs.");
        meter.CreateObservableGauge("slipway.redis.up", () => health.RedisConnected() ? 1 : 0, null, "Whether Redis is configured and answers.");
        meter.CreateObservableGauge("slipway.tasks.waiting", () => tasks.NodeLoad.Waiting, null, "Accepted tasks that wait on this node for an engine.");
        meter.CreateObservableGauge("slipway.tasks.running", () => tasks.NodeLoad.Running, null, "Tasks that this node is working on.");
        meter.CreateObservableGauge("slipway.model.queue_length", () => Each(router, route => route.Gate.Load.Waiting), null,
            "Requests and tasks that wait at the gate of a model.");
        meter.CreateObservableGauge("slipway.model.running", () => Each(router, route => route.Gate.Load.Running), null, "Requests and tasks that a model's engines work on.");
        meter.CreateObservableGauge("slipway.model.capacity", () => Each(router, route => route.Gate.Load.Capacity), null, "Requests that a model's engines take at once.");
        meter.CreateObservableGauge("slipway.model.ready", () => Each(router, route => route.Status.State == DeploymentState.Ready ? 1 : 0), null,
            "Whether a model answers.");
    }

    private static IEnumerable<Measurement<int>> Each(Router router, Func<Route, int> value) => router.Routes.GroupBy(route => route.Deployment.Name)
        .Select(same => new Measurement<int>(same.Sum(value), new KeyValuePair<string, object?>("model", same.Key)));
}
