using Slipway.Formats.Hub;
using Slipway.Inspection;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Deployments;
using Slipway.Platform.Outbound;
using Slipway.Platform.Registry;
using Slipway.Platform.Registry.Intake;
using Slipway.Platform.Routing;
using Slipway.Server.Contracts;
using Slipway.Storage.Artifacts;
using Slipway.Storage.Datasets;
using Slipway.Storage.Registry;
using Slipway.Storage.Sql;

namespace Slipway.Serving;

/// <summary>The models and their artifacts.</summary>
internal sealed class RegistryWiring : IAsyncDisposable
{
    private readonly BlobSweeper _sweeper;

    public RegistryWiring(
        SettingValues settings, DataFolder folder, IDatabase database, IOutboundHttp http, Action<Exception> sweepFailed, TimeProvider time)
    {
        var artifacts = folder.File(DataFolder.ArtifactsName);
        Blobs = new FileBlobStore(new FileBlobOptions(artifacts, (long)settings.Get(RegistrySettings.ArtifactQuota)), time);
        Registry = new ModelRegistry(new ModelStore(database), Blobs, time);
        var intake = new ModelIntake(Registry, Blobs, new ArtifactInspector(Obstacles.Of));
        IRemoteSource[] sources =
        [
            new HttpSource(http, "https://", time), new HttpSource(http, "http://", time),
            new HubSource(cache => HubOptions.FromEnvironment(Environment.GetEnvironmentVariable) with { CacheFolder = cache }),
        ];
        Services = new ModelServices
        {
            Registry = Registry,
            Intake = intake,
            Fetcher = new ModelFetcher(Path.Combine(artifacts, "fetching"), sources, Registry, intake, Blobs),
            Uploads = new Uploads(Path.Combine(artifacts, "uploads"), intake, Blobs, time),
            Blobs = Blobs,
            Roots = SafetyWiring.Roots(settings, folder),
            ProductionNeedsEvaluation = settings.Get(RegistrySettings.ProductionNeedsEvaluation),
        };
        // Whoever else keeps digests in rows stands here too.
        _sweeper = new BlobSweeper(Blobs, [Registry, new DatasetStore(database)], sweepFailed, time);
    }

    public IBlobStore Blobs { get; }

    public ModelRegistry Registry { get; }

    public ModelServices Services { get; }

    /// <summary>Registered models that are loaded when they are asked for.</summary>
    public static OnDemandModels OnDemand(SettingValues settings, Router router, DeploymentController controller, ModelRegistry registry, TimeProvider time) =>
        new(router, controller, registry, new OnDemandOptions(
            settings.Get(RegistrySettings.IdleModels), settings.Get(ServeSettings.Slots), settings.Get(ServeSettings.Context), settings.Get(ServeSettings.Threads)), time);

    public async ValueTask DisposeAsync()
    {
        await Services.Fetcher.DisposeAsync().ConfigureAwait(false);
        await _sweeper.DisposeAsync().ConfigureAwait(false);
    }
}
