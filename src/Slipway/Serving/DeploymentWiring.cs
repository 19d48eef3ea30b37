using System.Diagnostics.Metrics;
using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Deployments;
using Slipway.Platform.Deployments.Canary;
using Slipway.Platform.Deployments.Machine;
using Slipway.Platform.Deployments.Scaling;
using Slipway.Platform.Outbound;
using Slipway.Platform.Registry;
using Slipway.Platform.Routing;
using Slipway.Runtimes.Processes;
using Slipway.Runtimes.Remote;
using Slipway.Server.Contracts.Deployments;
using Slipway.Storage.Deployments;
using Slipway.Storage.Metering;
using Slipway.Storage.Sql;

namespace Slipway.Serving;

/// <summary>The controller, what it runs replicas with, and what leads endpoints through their rollouts.</summary>
internal sealed class DeploymentWiring : IAsyncDisposable
{
    private readonly DeploymentDirector _director;
    private readonly ProcessMeter _meter;
    private readonly DeploymentSampler _sampler;
    private readonly DeploymentService _service;
    private readonly ModelRegistry _models;
    private readonly Action<Exception, string> _broken;

    public DeploymentWiring(
        SettingValues settings, ProcessRuntimeOptions runtime, IDatabase database, Router router, ModelRegistry models, ISealer sealer,
        IOutboundHttp outbound, Meter counters, Action<Exception, string> broken, TimeProvider time)
    {
        (_models, _broken) = (models, broken);
        var logs = new DeploymentLogs(time);
        runtime = runtime with { Capture = logs.Add, Unseal = sealer.Open };
        _meter = new ProcessMeter(time);
        var memory = settings.Get(DeploymentSettings.ModelMemory) is var bytes and > 0
            ? (long)bytes : (long)(0.85 * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        DeploymentController? controller = null;
        var evictor = new Evictor(() => controller!, router);
        var machine = new MachineMemory(memory, evictor.MakeRoomAsync);
        Controller = controller = new DeploymentController(
            new DeploymentStore(database),
            [
                new MeteredRuntime(new ProcessRuntime(runtime, new ReplicaProcessStore(database), _meter, time), counters),
                new RemoteRuntime(sealer, outbound, settings.Get(LlmSettings.BackEndTimeout), time),
            ],
            router, new ReadinessProbe(), machine, ControllerOptions.Default, time);
        var metrics = new DeploymentMetricStore(database, new UsageHistory(database));
        var events = new DeploymentEventStore(database);
        _director = new DeploymentDirector(
            new DirectorParts(Controller, router, metrics, _meter, events, time),
            new RolloutOptions
            {
                Window = settings.Get(DeploymentSettings.CanaryWindow),
                Steps = settings.Get(DeploymentSettings.CanarySteps),
                Inconclusive = Enum.Parse<Inconclusive>(settings.Get(DeploymentSettings.CanaryInconclusive), ignoreCase: true),
                Canary = new CanaryOptions
                {
                    LeastRequests = settings.Get(DeploymentSettings.CanaryRequests),
                    ErrorMargin = settings.Get(DeploymentSettings.CanaryErrorMargin),
                    LatencyMargin = settings.Get(DeploymentSettings.CanaryLatencyMargin),
                },
            },
            new AutoscalerOptions
            {
                GrowAfter = settings.Get(DeploymentSettings.ScaleUpAfter),
                ShrinkAfter = settings.Get(DeploymentSettings.ScaleDownAfter),
                SleepAfter = settings.Get(DeploymentSettings.ScaleToZeroAfter),
            },
            broken);
        var options = new DeploymentOptions
        {
            Slots = settings.Get(ServeSettings.Slots),
            KubernetesFallback = settings.Get(DeploymentSettings.KubernetesFallback),
            WaitWithin = settings.Get(DeploymentSettings.SwitchWithin),
        };
        _service = new DeploymentService(_director, Controller, new DeployableModels(models, options), machine, sealer, options, time);
        _sampler = new DeploymentSampler(Controller, router, _meter, metrics, exception => broken(exception, "sampling"), time);
        Parts = new DeploymentParts(_service, Controller, _meter, events, metrics, logs, time);
        router.Wake = _director.Wake;
        models.AddUser(_service);
    }

    public DeploymentController Controller { get; }

    public DeploymentParts Parts { get; }

    /// <summary>Called when the controller has taken up what the store knows.</summary>
    /// <param name="leads">Whether this node leads rollouts and scaling.</param>
    public void Start(Func<bool> leads)
    {
        _director.Leads = leads;
        _models.Changed += Follow;
        _director.Start();
        _sampler.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _models.Changed -= Follow;
        await _sampler.DisposeAsync().ConfigureAwait(false);
        await _director.DisposeAsync().ConfigureAwait(false);
        await Controller.DisposeAsync().ConfigureAwait(false);
        await _meter.DisposeAsync().ConfigureAwait(false);
    }

    private void Follow(string project, string model) => _ = Task.Run(async () =>
    {
        try
        {
            await _service.FollowAsync(project, model).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _broken(exception, model);
        }
    });
}
