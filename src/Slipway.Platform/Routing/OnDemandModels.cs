using System.Collections.Concurrent;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Platform.Registry;

namespace Slipway.Platform.Routing;

/// <summary>
/// Finds the route that a request's model means. One that is registered but not deployed is loaded when it is asked for, as a deployment of
/// its own, and forgotten again when nobody has asked for it for a while.
/// </summary>
public sealed class OnDemandModels : IModelUser, IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> _used = [];
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Router _router;
    private readonly DeploymentController _controller;
    private readonly ModelRegistry _registry;
    private readonly OnDemandOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _sweeper;

    public OnDemandModels(Router router, DeploymentController controller, ModelRegistry registry, OnDemandOptions options, TimeProvider time)
    {
        (_router, _controller, _registry, _options, _time) = (router, controller, registry, options, time);
        _registry.AddUser(this);
        _sweeper = time.CreateTimer(_ => _ = UnloadIdleAsync(), null, LookEvery, LookEvery);
    }

    /// <param name="project">Whose models.</param>
    /// <param name="model">The name, in the order of names: a deployment, a loaded configuration, a version, a model of the registry.</param>
    /// <param name="version">A version or an alias of the model; null for the one that its name means.</param>
    public async Task<Result<FoundModel>> FindAsync(string project, string model, string? version)
    {
        var route = _router.Find(model);
        if (route is not null && version is null && route.Deployment.Kind != DeploymentKind.OnDemand)
            return new FoundModel(route, null);
        var wanted = version is null
            ? await _registry.ResolveAsync(project, model).ConfigureAwait(false)
            : await _registry.ResolveAsync(project, $"{model}@{version}").ConfigureAwait(false);
        if (wanted is not null && route?.FindLane(wanted.Id) is not null)
            return new FoundModel(route, wanted);
        if (wanted is not null)
            return await LoadAsync(wanted).ConfigureAwait(false);
        if (route is not null && version == FoundModel.Unversioned)
            return new FoundModel(route, null);
        return route is not null || await _registry.FindAsync(project, model, null).ConfigureAwait(false) is not null
            ? new Failure(FailureKind.NotFound, $"model '{model}' has no version '{version}'")
            : Router.Unknown(model);
    }

    /// <summary>The registry's version behind a version of a deployment; null where the model isn't of the registry.</summary>
    public async ValueTask<ModelVersion?> VersionAsync(string project, string id) =>
        id.Length == 0 ? null : await _registry.ResolveAsync(project, id).ConfigureAwait(false);

    /// <summary>What a version is called in answers.</summary>
    public async ValueTask<string> NameOfAsync(string project, string id) =>
        (await VersionAsync(project, id).ConfigureAwait(false))?.Version ?? FoundModel.Unversioned;

    /// <summary>A model that is loaded may be deleted: it is unloaded first.</summary>
    public async ValueTask<string?> UseOfAsync(ModelVersion version)
    {
        if (_used.TryRemove(IdOf(version), out _))
            await _controller.RemoveAsync(IdOf(version)).ConfigureAwait(false);
        return null;
    }

    /// <summary>Forgets what nobody has used for as long as the options say.</summary>
    public async Task UnloadIdleAsync()
    {
        foreach (var deployment in _controller.Deployments.Where(deployment => deployment.Kind == DeploymentKind.OnDemand))
        {
            var since = _used.GetOrAdd(deployment.Id, _ => _time.GetTimestamp());
            if (_router.Find(deployment.Id) is { } route && route.Load is { Waiting: 0, Running: 0 } && _time.GetElapsedTime(since) >= _options.IdleFor
                && _used.TryRemove(new(deployment.Id, since)))
            {
                await _controller.RemoveAsync(deployment.Id).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync() => await _sweeper.DisposeAsync().ConfigureAwait(false);

    private async Task<Result<FoundModel>> LoadAsync(ModelVersion version)
    {
        var id = IdOf(version);
        _used[id] = _time.GetTimestamp();
        // One that had to make room for others is brought back.
        if (_router.Find(id) is { Deployment.Wanted: true } loaded)
            return new FoundModel(loaded, version);
        if (version.Facts.Obstacle is { } obstacle)
            return new Failure(FailureKind.Conflict, $"model '{version.Name}' version '{version.Version}' can't be loaded: {obstacle}");
        var path = _registry.PathOf(version);
        if (!path.Succeeded)
            return path.Failure;
        await _loading.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_router.Find(id) is not { Deployment.Wanted: true })
                await _controller.ApplyAsync(Deployment(version, id, path.Value)).ConfigureAwait(false);
        }
        finally
        {
            _loading.Release();
        }

        return _router.Find(id) is { } route ? new FoundModel(route, version) : Router.Unknown(version.Name);
    }

    private Deployment Deployment(ModelVersion version, string id, string path) => new()
    {
        Id = id,
        Project = version.Project,
        Name = $"{version.Name}@{version.Version}",
        Kind = DeploymentKind.OnDemand,
        Version = version.Id,
        Source = new ModelSource
        {
            Dialect = EngineDialect.Slipway,
            Path = path,
            Slots = _options.Slots,
            Context = _options.Context,
            Threads = _options.Threads,
            Chats = version.Facts.HasChatTemplate,
        },
        Wanted = true,
        Revision = 1,
        CreatedAt = _time.Now(),
        UpdatedAt = _time.Now(),
    };

    private static string IdOf(ModelVersion version) => "model-" + version.Id;
}
