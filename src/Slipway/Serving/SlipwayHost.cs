using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Platform.Access;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Access.Keys;
using Slipway.Platform.Access.Users;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Deployments;
using Slipway.Platform.Generation;
using Slipway.Platform.Generation.Direct;
using Slipway.Platform.Generation.Relays;
using Slipway.Platform.Metering;
using Slipway.Platform.Outbound;
using Slipway.Platform.Prompts;
using Slipway.Platform.Registry;
using Slipway.Platform.Routing;
using Slipway.Runtimes.Processes;
using Slipway.Server;
using Slipway.Server.Access;
using Slipway.Server.Contracts.Generation;
using Slipway.Server.Contracts.Health;
using Slipway.Server.Http;
using Slipway.Storage.Access;
using Slipway.Storage.Deployments;
using Slipway.Storage.Metering;
using Slipway.Storage.Prompts;
using Slipway.Storage.Sql;

namespace Slipway.Serving;

/// <summary>Everything that <c>slipway serve</c> runs, wired once; it is torn down in the opposite order.</summary>
internal sealed partial class SlipwayHost : IAsyncDisposable
{
    private readonly HostTelemetry _telemetry;
    private readonly IDatabase _database;
    private readonly OutboundHttp _outbound;
    private readonly UsageWriter _usage;
    private readonly Router _router;
    private readonly DeploymentWiring _deployments;
    private readonly DeploymentController _controller;
    private readonly RegistryWiring _models;
    private readonly OnDemandModels _onDemand;
    private readonly AnalyticsWiring _analytics;
    private readonly MlWiring _ml;
    private readonly TaskWiring _tasks;
    private readonly LlmWiring _llm;
    private readonly TimeProvider _time;
    private readonly WebApplication _web;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly FirstAdmin _firstAdmin;
    private Task _starting = Task.CompletedTask;

    public SlipwayHost(SettingValues settings, DataFolder folder, IDatabase database, HostOptions options)
    {
        (_database, _time) = (database, options.Time);
        _telemetry = new HostTelemetry(settings, _time);
        _database = new MeteredDatabase(database, _telemetry.Meter);
        var sealer = SafetyWiring.OpenSealer(settings, folder, _database);
        _outbound = SafetyWiring.Outbound(settings, () => Addresses);
        _llm = new LlmWiring(settings, folder, sealer, (name, percent) => LogPull(name, percent), _time);
        var usageStore = new UsageStore(_database, folder.NodeId);
        _usage = new UsageWriter(usageStore, settings.Get(AnalyticsSettings.UsageKept), (exception, count) => LogUsageLost(exception, count), _time)
        {
            Noted = _telemetry.Note,
            KeepsRequests = _telemetry.LogsPrompts,
        };
        _router = new Router(new RouterOptions(settings.Get(ServeSettings.RequestQueueLimit), DefaultModel.NameOf(settings)), _time);
        var runtime = new ProcessRuntimeOptions
        {
            Program = options.EngineProgram,
            LeadingArguments = options.EngineArguments,
            SocketFolder = folder.Sockets,
            NodeId = folder.NodeId,
            Log = (name, line) => LogEngine(name, line),
        };
        _models = new RegistryWiring(settings, folder, _database, _outbound, exception => LogSweepFailed(exception), _time);
        _deployments = new DeploymentWiring(
            settings, runtime, _database, _router, _models.Registry, sealer, _outbound, _telemetry.Meter, (exception, deployment) => LogDeploymentBroken(exception, deployment), _time);
        _controller = _deployments.Controller;
        _onDemand = RegistryWiring.OnDemand(settings, _router, _controller, _models.Registry, _time);
        _analytics = new AnalyticsWiring(settings, folder.NodeId, _database, _controller, _models.Blobs, exception => LogUsageLost(exception, 0), _time);
        _ml = new MlWiring(settings, folder, _database, sealer, _outbound, _models, _router, options, (job, line) => LogEngine(job, line), exception => LogJobsBroken(exception));
        _tasks = new TaskWiring(settings, folder, _database, _router, _usage, options, () => _log!);
        var keyStore = new KeyStore(_database);
        var configured = settings.Get(AccessSettings.ApiKeys);
        // The documented sample keys stand in only where nobody has made a key of any kind.
        UsesSampleKeys = configured.Count == 0 && keyStore.ListAsync().AsTask().GetAwaiter().GetResult().All(key => key.RevokedAt is not null);
        var auditStore = new AuditStore(_database);
        var audit = new AuditLog(auditStore, _time);
        var userStore = new UserStore(_database);
        var users = new UserAccounts(userStore, new Passwords(), audit, _time) { TokenLifetime = settings.Get(AccessSettings.TokenLifetime) };
        _firstAdmin = new FirstAdmin(users, settings);
        var parts = new ServerParts
        {
            Time = _time,
            Keyring = new Keyring(UsesSampleKeys ? ConfiguredKey.Samples : configured, keyStore, userStore, _time),
            Keys = new ManagedKeys(keyStore, audit, _time),
            Users = users,
            LimitLedger = _tasks.Limits,
            Router = _router,
            Catalog = new ModelCatalog(_router),
            Relay = new Relay(_router, _usage, new RelayOptions { Patience = settings.Get(ServeSettings.RequestWaitLimit) }, _time),
            Tasks = _tasks.Service,
            Feeds = _tasks.Feeds,
            Configurations = _llm.Book(_database, _controller, _models.Registry, audit),
            Models = _models.Services,
            Direct = new DirectGeneration(_onDemand, new TextGenerator(_time), _usage, new RelayOptions { Patience = settings.Get(ServeSettings.RequestWaitLimit) }, _time),
            Deployments = _deployments.Parts,
            Analytics = _analytics.Parts,
            Ml = _ml.Parts,
            Audit = audit,
            AuditRecords = auditStore,
            Prompts = new PromptBook(new PromptStore(_database), _time),
            GenerationDefaults = new GenerationDefaults(settings.Get(ServeSettings.MaxNewTokens), settings.Get(ServeSettings.Temperature), 0.9),
            Health = new HealthFacts(SlipwayVersion.Text, settings.Get(LlmSettings.Backend), () => _tasks.HasRedis),
            Meter = _telemetry.Meter,
            Metrics = _telemetry.Metrics,
        };
        var serverOptions = new ServerOptions
        {
            Urls = options.Urls,
            Certificate = TlsWiring.Open(settings, _time),
            LargestBody = settings.Get(ListenSettings.LargestBody),
            HeaderTimeout = settings.Get(ListenSettings.HeaderTimeout),
            PublicUrl = settings.Get(DeploymentSettings.PublicUrl),
            Limits = LimitSettings.RulesOf(settings),
            Access = new AccessOptions
            {
                OnlyLocalCallers = UsesSampleKeys,
                LocalCallersNeedKeys = settings.Get(AccessSettings.LlmRequireKey),
                CrossOrigins = settings.Get(AccessSettings.CorsOrigins),
            },
            TrustedProxies = settings.Get(AccessSettings.TrustedProxies),
        };
        _web = WebServer.Build(parts, serverOptions, logging =>
        {
            options.Logging(logging);
            _telemetry.AddTo(logging);
        });
        _log = _web.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Slipway");
    }

    /// <summary>Anybody who reads the documents has the keys, so nobody else may reach the server.</summary>
    public bool UsesSampleKeys { get; }

    /// <summary>The admin that this start has made up; null where it made none.</summary>
    public (string Name, string Password)? MadeAdmin { get; private set; }

    public Router Router => _router;

    public IReadOnlyList<ContractRoute> Routes => WebServer.TableOf(_web);

    public ModelRegistry Models => _models.Registry;

    /// <summary>The processes that serve a deployment.</summary>
    public IReadOnlyList<int> EnginesOf(string deploymentId) => [.. _deployments.Parts.Usage.Of(deploymentId).Select(replica => replica.Pid)];

    /// <summary>The addresses that are really listened at.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Listens first, so that health answers at once; models and stored tasks are taken up behind it.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        // Every deployment is announced before the first request can ask for it.
        _router.Announced(_llm.Default);
        await _firstAdmin.AddConfiguredAsync().ConfigureAwait(false);
        await _web.StartAsync(cancellation).ConfigureAwait(false);
        MadeAdmin = await _firstAdmin.MakeUpAsync().ConfigureAwait(false);
        LogStarted(SlipwayVersion.Text, string.Join(", ", Addresses));
        _starting = Task.Run(TakeUpAsync, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _starting.ConfigureAwait(false);
        // Running tasks and open requests get the same time to end; whoever is still there then is cut off.
        using var patience = new CancellationTokenSource(TaskOptions.Default.DrainWithin);
        await Task.WhenAll(_tasks.Dispatcher.DisposeAsync().AsTask(), _web.StopAsync(patience.Token)).ConfigureAwait(false);
        await _tasks.DisposeAsync().ConfigureAwait(false);
        await _ml.DisposeAsync().ConfigureAwait(false);
        await _onDemand.DisposeAsync().ConfigureAwait(false);
        await _deployments.DisposeAsync().ConfigureAwait(false);
        // Nothing of this node runs any more, so others may have its work.
        await _tasks.Lease.DisposeAsync().ConfigureAwait(false);
        await _router.DisposeAsync().ConfigureAwait(false);
        await _models.DisposeAsync().ConfigureAwait(false);
        await _usage.DisposeAsync().ConfigureAwait(false);
        await _analytics.DisposeAsync().ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
        _outbound.Dispose();
        await _database.DisposeAsync().ConfigureAwait(false);
        await _telemetry.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task TakeUpAsync()
    {
        try
        {
            await _tasks.Lease.StartAsync().ConfigureAwait(false);
            (_tasks.Lease.Lost, _tasks.Lease.Regained) = (SurrenderAsync, ReturnAsync);
            await RunModelsAsync().ConfigureAwait(false);
            _deployments.Start(() => _tasks.Lease.IsLeader);
            _tasks.Lease.Beaten = _controller.SyncAsync;
            await _models.Services.Fetcher.StartAsync().ConfigureAwait(false);
            await _ml.StartAsync().ConfigureAwait(false);
            await _tasks.StartAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The server stops before it has quite started.
        }
        catch (Exception exception)
        {
            LogStartFailed(exception);
        }
    }

    private async Task RunModelsAsync()
    {
        // It is made from the settings at each start; what an earlier one chose must not come up first.
        await new DeploymentStore(_database).RemoveAsync(DefaultModel.Id).ConfigureAwait(false);
        await _controller.StartAsync(_stopping.Token).ConfigureAwait(false);
        await _llm.BringUpDefaultAsync(_controller, _router, _models.Registry, _stopping.Token).ConfigureAwait(false);
    }

    /// <summary>The node's term is over: its children end before anybody takes over.</summary>
    private Task SurrenderAsync() => Task.WhenAll(_tasks.Dispatcher.SurrenderAsync(), _controller.DisposeAsync().AsTask());

    private async Task ReturnAsync()
    {
        await RunModelsAsync().ConfigureAwait(false);
        await _tasks.TakeUpAsync().ConfigureAwait(false);
    }

    [LoggerMessage(2001, LogLevel.Error, "{Count} usage records could not be written")]
    private partial void LogUsageLost(Exception exception, int count);

    [LoggerMessage(2005, LogLevel.Information, "{Model} is being pulled from the hub: {Percent} %")]
    private partial void LogPull(string model, int percent);

    [LoggerMessage(2002, LogLevel.Information, "[{Model}] {Line}")]
    private partial void LogEngine(string model, string line);

    [LoggerMessage(2010, LogLevel.Error, "Artifacts that nobody needs could not be freed")]
    private partial void LogSweepFailed(Exception exception);

    [LoggerMessage(2005, LogLevel.Information, "Slipway {Version} listens on {Addresses}")]
    private partial void LogStarted(string version, string addresses);

    [LoggerMessage(2020, LogLevel.Error, "The deployment {Deployment} could not be led on")]
    private partial void LogDeploymentBroken(Exception exception, string deployment);

    [LoggerMessage(2011, LogLevel.Error, "A dataset or a job could not be seen to")]
    private partial void LogJobsBroken(Exception exception);

    [LoggerMessage(2004, LogLevel.Critical, "The server could not take up its models and tasks")]
    private partial void LogStartFailed(Exception exception);
}
