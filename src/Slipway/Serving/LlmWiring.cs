using Slipway.Formats.Hub;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Configurations;
using Slipway.Platform.Deployments;
using Slipway.Platform.Registry;
using Slipway.Platform.Routing;
using Slipway.Storage.Configurations;
using Slipway.Storage.Sql;

namespace Slipway.Serving;

/// <summary>The default model and the configurations: where their back ends are, and where their files come from.</summary>
internal sealed class LlmWiring : IAsyncDisposable
{
    private static readonly TimeSpan PullAgainAfter = TimeSpan.FromMinutes(1);

    private readonly SettingValues _settings;
    private readonly DataFolder _folder;
    private readonly ISealer _sealer;
    private readonly HubModels _hub;
    private readonly TimeProvider _time;
    private readonly IReadOnlyDictionary<ModelType, BackEnd> _backEnds;
    private Router? _router;
    private Task _pulling = Task.CompletedTask;

    public LlmWiring(SettingValues settings, DataFolder folder, ISealer sealer, Action<string, int> logPull, TimeProvider time)
    {
        (_settings, _folder, _sealer, _time) = (settings, folder, sealer, time);
        _backEnds = new Dictionary<ModelType, BackEnd>
        {
            [ModelType.OpenAi] = BackEndOf(LlmSettings.OpenAiUrl, LlmSettings.OpenAiKey),
            [ModelType.Vllm] = BackEndOf(LlmSettings.VllmUrl, LlmSettings.VllmKey),
            [ModelType.Ollama] = new BackEnd(settings.Get(LlmSettings.OllamaHost), null, LlmSettings.OllamaHost.Name),
        };
        Default = DefaultModel.Deployment(settings, folder, _backEnds, sealer, time);
        _hub = new HubModels(HubOptions, (name, percent) =>
        {
            if (name == DefaultModel.Chosen(settings))
                _router?.StateChanged(Default, new DeploymentStatus(DeploymentState.Starting, $"'{name}' is being pulled from the hub: {percent} %"));
            if (percent % 10 == 0)
                logPull(name, percent);
        });
    }

    public Deployment Default { get; }

    public ConfigurationBook Book(IDatabase database, DeploymentController controller, ModelRegistry registry, IAuditLog audit)
    {
        var local = new LocalDefaults(_settings.Get(ServeSettings.Slots), _settings.Get(ServeSettings.Threads));
        return new ConfigurationBook(
            new ConfigurationStore(database), controller, new SourceReader(_backEnds, local, _sealer),
            new ModelFinder(SafetyWiring.Roots(_settings, _folder), registry, _hub), _sealer, audit, _time);
    }

    /// <summary>Brings up the default model. One that is missing stops nothing: requests for it are told what to do.</summary>
    public async Task BringUpDefaultAsync(DeploymentController controller, Router router, ModelRegistry registry, CancellationToken stopping)
    {
        _router = router;
        var name = DefaultModel.Chosen(_settings);
        if (Problem(name) is { } problem)
        {
            router.StateChanged(Default, new DeploymentStatus(DeploymentState.Failed, problem));
            return;
        }

        if (Default.Source.Path is null || name.Length == 0 || DefaultModel.IsPath(name))
        {
            await controller.ApplyAsync(Default).ConfigureAwait(false);
            return;
        }

        // Nothing else waits for a download.
        _pulling = PullDefaultAsync(name, controller, router, registry, stopping);
    }

    public async ValueTask DisposeAsync() => await _pulling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task PullDefaultAsync(string name, DeploymentController controller, Router router, ModelRegistry registry, CancellationToken stopping)
    {
        while (true)
        {
            var found = await registry.ResolveAsync(Default.Project, name).ConfigureAwait(false) is { } version
                ? registry.PathOf(version)
                : await _hub.PullAsync(name, stopping).ConfigureAwait(false);
            if (found.Succeeded)
            {
                await controller.ApplyAsync(Default with { Source = Default.Source with { Path = found.Value } }).ConfigureAwait(false);
                return;
            }

            router.StateChanged(Default, new DeploymentStatus(DeploymentState.Failed, $"{found.Failure.Message}; MODEL_NAME may also be a file or a directory here"));
            await Task.Delay(PullAgainAfter, _time, stopping).ConfigureAwait(false);
        }
    }

    private string? Problem(string name)
    {
        var backend = _settings.Get(LlmSettings.Backend);
        if (name.Length == 0 && backend != LlmSettings.Embedded)
            return $"no model is chosen: set {(backend == "ollama" ? LlmSettings.OllamaModel.Name : ServeSettings.ModelName.Name)} (MODEL_BACKEND is {backend})";
        return Default.Source is { Path: null, BaseUrl: null } ? $"nobody has said where {backend} is: set {Default.Source.From}" : null;
    }

    private BackEnd BackEndOf(Setting<string> address, Setting<string> key) => new(
        _settings.Get(address) is { Length: > 0 } url ? url : null, _settings.Get(key) is { Length: > 0 } secret ? secret : null, address.Name);

    private HubOptions HubOptions() => Formats.Hub.HubOptions.FromEnvironment(name =>
        LlmSettings.All.FirstOrDefault(setting => setting.Name == name) is Setting<string> known ? _settings.Get(known) : Environment.GetEnvironmentVariable(name));
}
