using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Datasets;
using Slipway.Platform.Infrastructure;
using Slipway.Platform.Jobs;
using Slipway.Platform.Outbound;
using Slipway.Platform.Routing;
using Slipway.Runtimes.Jobs;
using Slipway.Runtimes.Machines;
using Slipway.Server.Contracts.MlInfrastructure;
using Slipway.Storage.Datasets;
using Slipway.Storage.Infrastructure;
using Slipway.Storage.Jobs;
using Slipway.Storage.Sql;

namespace Slipway.Serving;

/// <summary>Datasets, training and evaluation jobs, and what the machine and the parts elsewhere are doing.</summary>
internal sealed class MlWiring : IAsyncDisposable
{
    private readonly DatasetBook _datasets;
    private readonly DatasetInspection _inspection;
    private readonly JobController _controller;
    private readonly MachineSampler _sampler;

    public MlWiring(
        SettingValues settings, DataFolder folder, IDatabase database, ISealer sealer, IOutboundHttp http, RegistryWiring models, Router router,
        HostOptions options, Action<string, string> log, Action<Exception> broken)
    {
        var time = options.Time;
        var parts = folder.File("uploads");
        Directory.CreateDirectory(parts);
        var datasetStore = new DatasetStore(database);
        _inspection = new DatasetInspection(datasetStore, models.Blobs, broken, time);
        var datasetOptions = new DatasetOptions(parts)
        {
            LargestUpload = (long)settings.Get(MlSettings.LargestDataset),
            TicketLasts = settings.Get(MlSettings.UploadLasts),
        };
        _datasets = new DatasetBook(datasetStore, models.Blobs, _inspection, sealer, datasetOptions, time);

        var catalogue = new Dictionary<string, string> { ["maverick"] = settings.Get(MlSettings.Maverick), ["scout"] = settings.Get(MlSettings.Scout) };
        var bases = new BaseModels(catalogue, folder.Models, models.Registry, name => router.Find(name)?.Deployment.Source.Path);
        var runner = new ProcessJobRunner(options.EngineProgram, ["job"], folder.File("jobs"), log);
        var store = new JobStore(database);
        _controller = new JobController(
            new JobParts(
                store, _datasets, bases, runner, new JobOutcome(models.Registry, models.Services.Intake, _datasets), folder.NodeId,
                settings.Get(MlSettings.JobThreads), broken, time),
            settings.Get(MlSettings.JobSlots));
        var jobs = new JobBook(store, _datasets, bases, runner, _controller, time);
        _datasets.AddUser(jobs);
        _inspection.Judged += _controller.Wake;

        var history = new MachineHistory(database, folder.NodeId);
        _sampler = new MachineSampler(new LinuxMachine(folder.Path, time), history, broken, time);
        var addresses = new Dictionary<string, string>
        {
            ["KUBEFLOW_URL"] = settings.Get(MlSettings.Kubeflow),
            ["MLFLOW_TRACKING_URI"] = settings.Get(MlSettings.Mlflow),
            ["KSERVE_URL"] = settings.Get(MlSettings.Kserve),
            ["MINIO_URL"] = settings.Get(MlSettings.Minio),
        };
        var elsewhere = ExternalPart.Known(name => addresses[name] is { Length: > 0 } address ? new Uri(address) : null);
        var probe = new PartProbe(elsewhere, http.For(OutboundPurpose.BackEnd), time);
        Parts = new MlParts(_datasets, jobs, new InfrastructureParts(probe, _sampler, history, () => Own(router)));
    }

    public MlParts Parts { get; }

    /// <summary>Takes up what an earlier server left.</summary>
    public async Task StartAsync()
    {
        await _datasets.TakeUpAsync().ConfigureAwait(false);
        await _controller.StartAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _controller.DisposeAsync().ConfigureAwait(false);
        await _inspection.DisposeAsync().ConfigureAwait(false);
        await _sampler.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Without a database or a queue nobody would get an answer, so they are well wherever this is asked.</summary>
    private static IReadOnlyList<PartStatus> Own(Router router)
    {
        var failed = router.Routes.FirstOrDefault(route => route.Status.State == Slipway.Platform.Deployments.DeploymentState.Failed);
        return
        [
            new PartStatus("database", "healthy", null, null),
            new PartStatus("queue", "healthy", null, null),
            new PartStatus("blob_store", "healthy", null, null),
            failed is null
                ? new PartStatus("engines", "healthy", SlipwayVersion.Text, null)
                : new PartStatus("engines", "unhealthy", SlipwayVersion.Text, $"the model '{failed.Deployment.Name}' could not be loaded"),
        ];
    }
}
