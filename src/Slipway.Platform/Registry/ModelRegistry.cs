using System.Collections.Concurrent;
using Slipway.Platform.Access;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common;

namespace Slipway.Platform.Registry;

/// <summary>The models of all projects: one registry, of which each contract shows its own view.</summary>
public sealed class ModelRegistry(IModelStore store, IBlobStore blobs, TimeProvider time) : IModelDirectory, IBlobOwner
{
    /// <summary>The alias whose version a model's name means.</summary>
    public const string Champion = "champion";

    private const int MostKept = 10_000;
    private static readonly TimeSpan Belief = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(string Project, string Name), (ModelVersion? Version, long Since)> _believed = [];
    private readonly ConcurrentBag<IModelUser> _users = [];

    /// <summary>After an alias has moved, a stage has changed, or an artifact has arrived: project and model name.</summary>
    public event Action<string, string>? Changed;

    /// <summary>From now on nothing that <paramref name="user"/> uses is deleted.</summary>
    public void AddUser(IModelUser user) => _users.Add(user);

    public async Task<Result<ModelVersion>> AddAsync(Caller caller, NewModel model)
    {
        while (true)
        {
            var now = time.Now();
            var version = new ModelVersion
            {
                Id = Ids.New(time),
                Project = caller.Project,
                Name = model.Name,
                Version = model.Version ?? PatchVersion.After((await store.VersionsAsync(caller.Project, model.Name).ConfigureAwait(false)).Select(known => known.Version)),
                Framework = model.Framework,
                Source = model.Source,
                Metadata = model.Metadata,
                ModelType = model.ModelType,
                Description = model.Description,
                Metrics = model.Metrics,
                Lineage = model.Lineage,
                InputTemplate = model.InputTemplate,
                Status = ModelStatus.Pending,
                CreatedBy = caller.Id,
                CreatedAt = now,
                UpdatedAt = now,
            };
            if (model.Artifact is { } artifact)
                version = With(version, artifact);
            if (await store.AddAsync(version).ConfigureAwait(false) is { } added)
            {
                if (model.Stage != ModelStage.None)
                    added = await store.StageAsync(caller.Project, added.Id, model.Stage, caller.Id, now).ConfigureAwait(false) ?? added;
                Notify(added);
                return added;
            }
            // Two may have asked for the next patch version at once; a version by name stays taken.
            if (model.Version is not null)
                return Taken(model.Name, model.Version);
        }
    }

    /// <summary>
    /// Gives the model that a job made the name asked for: <c>v1.0.0</c>, for a further job the next patch version. Without a job it is about
    /// the newest version of a model that exists.
    /// </summary>
    public async Task<Result<ModelVersion>> RegisterFromJobAsync(Caller caller, JobModel request)
    {
        var known = await store.VersionsAsync(caller.Project, request.Name).ConfigureAwait(false);
        if (request.JobId is not { } job)
        {
            return known.Count > 0
                ? await DescribeAsync(caller, known[^1], request).ConfigureAwait(false)
                : Failure.Invalid("training_job_id", $"is required where there is no model '{request.Name}' yet");
        }

        if (known.Any(version => version.Lineage.JobId == job))
            return new Failure(FailureKind.Conflict, $"model '{request.Name}' has a version of the training job '{job}' already");
        var made = (await store.OfJobAsync(caller.Project, job).ConfigureAwait(false)).FirstOrDefault(version => version.Status == ModelStatus.Ready);
        if (made is null)
            return new Failure(FailureKind.NotFound, $"Training job not found, or it has made no model: {job}");
        return await AddAsync(caller, new NewModel
        {
            Name = request.Name,
            Framework = made.Framework,
            Artifact = new ModelArtifact(made.Format, made.Size, made.Facts) { Digest = made.Digest, InPlace = made.InPlace, Entry = made.Entry },
            Source = made.Source,
            Metadata = made.Metadata,
            ModelType = request.ModelType ?? made.ModelType,
            Description = request.Description ?? made.Description,
            Stage = request.Stage ?? ModelStage.None,
            Metrics = made.Metrics is { Measured: true } ? made.Metrics : Reported(request) ?? made.Metrics,
            Lineage = made.Lineage,
            InputTemplate = made.InputTemplate,
        }).ConfigureAwait(false);
    }

    /// <summary>The artifact of a pending version has arrived.</summary>
    public Task<bool> CompleteAsync(ModelVersion version, ModelArtifact artifact) => SaveAsync(With(version, artifact));

    /// <summary>The artifact of a pending version can't be had.</summary>
    public Task<bool> FailAsync(ModelVersion version, string problem) => SaveAsync(version with { Status = ModelStatus.Failed, Problem = problem });

    /// <summary>Keeps what changed of a version: description, metadata, metrics, type.</summary>
    public async Task<bool> SaveAsync(ModelVersion version)
    {
        var saved = await store.UpdateAsync(version with { UpdatedAt = time.Now() }).ConfigureAwait(false);
        Notify(version);
        return saved;
    }

    public ValueTask<ModelVersion?> FindAsync(string project, string id) => store.FindAsync(project, id);

    /// <summary>The version of that name or alias; without one the newest.</summary>
    public async ValueTask<ModelVersion?> FindAsync(string project, string name, string? version) => version is null
        ? (await store.VersionsAsync(project, name).ConfigureAwait(false)).LastOrDefault()
        : await store.FindAsync(project, name, version).ConfigureAwait(false) ?? await store.AliasedAsync(project, name, version).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<ModelVersion>> VersionsAsync(string project, string name) => store.VersionsAsync(project, name);

    public ValueTask<IReadOnlyList<ModelVersion>> ListAsync(string project) => store.ListAsync(project);

    public ValueTask<IReadOnlyList<ModelVersion>> PendingAsync() => store.PendingAsync();

    public ValueTask<IReadOnlyList<ModelVersion>> OfJobAsync(string project, string jobId) => store.OfJobAsync(project, jobId);

    public ValueTask<IReadOnlyList<StageChange>> HistoryAsync(string project, string name) => store.HistoryAsync(project, name);

    public ValueTask<IReadOnlyList<(string Name, string Alias, string Version)>> AliasesAsync(string project, string? name) =>
        store.AliasesAsync(project, name);

    public async ValueTask<ModelVersion?> ResolveAsync(string project, string name)
    {
        var key = (project, name);
        if (_believed.TryGetValue(key, out var believed) && time.GetElapsedTime(believed.Since) < Belief)
            return believed.Version;
        var since = time.GetTimestamp();
        var version = await LookUpAsync(project, name).ConfigureAwait(false);
        if (_believed.Count >= MostKept)
            _believed.Clear();
        _believed[key] = (version, since);
        return version;
    }

    /// <summary>Where the version's artifact lies, or why it can't be opened. One served in place is checked to be the file that was registered.</summary>
    public Result<string> PathOf(ModelVersion version)
    {
        var called = $"model '{version.Name}' version '{version.Version}'";
        if (version.Status == ModelStatus.Pending)
            return new Failure(FailureKind.Conflict, $"{called} is still being fetched");
        if (version.Status == ModelStatus.Failed)
            return new Failure(FailureKind.Conflict, $"{called} could not be fetched: {version.Problem}");
        if (version.InPlace is { } place)
        {
            return InPlaceFiles.Look(place.Path) is { } now && now == place
                ? place.Path
                : new Failure(FailureKind.ModelNotReady, $"the file of {called} is no longer the one that was registered; register it as a new version");
        }

        return version.Digest is { } digest && blobs.PathOf(digest) is { } path
            ? version.Entry.Length == 0 ? path : Path.Combine(path, version.Entry)
            : new Failure(FailureKind.ModelNotReady, $"the artifact of {called} is missing from the store");
    }

    public async Task<Result<ModelVersion>> StageAsync(Caller caller, ModelVersion version, ModelStage stage)
    {
        var staged = await store.StageAsync(caller.Project, version.Id, stage, caller.Id, time.Now()).ConfigureAwait(false);
        if (staged is null)
            return Unknown(version.Name);
        Notify(staged);
        return staged;
    }

    public async Task<Failure?> PointAsync(Caller caller, string name, string alias, string version)
    {
        if (await store.FindAsync(caller.Project, name, alias).ConfigureAwait(false) is not null)
            return new Failure(FailureKind.Conflict, $"model '{name}' has a version '{alias}'; an alias needs a name of its own");
        if (!await store.PointAsync(caller.Project, name, alias, version, caller.Id, time.Now()).ConfigureAwait(false))
            return new Failure(FailureKind.NotFound, $"model '{name}' has no version '{version}'");
        Notify(caller.Project, name);
        return null;
    }

    public async Task<Failure?> RemoveAliasAsync(Caller caller, string name, string alias)
    {
        var removed = await store.RemoveAliasAsync(caller.Project, name, alias).ConfigureAwait(false);
        Notify(caller.Project, name);
        return removed ? null : new Failure(FailureKind.NotFound, $"model '{name}' has no alias '{alias}'");
    }

    /// <summary>Deletes versions of one model; none where one of them is in use.</summary>
    public async Task<Failure?> DeleteAsync(Caller caller, IReadOnlyList<ModelVersion> versions)
    {
        foreach (var version in versions)
        {
            foreach (var user in _users)
            {
                if (await user.UseOfAsync(version).ConfigureAwait(false) is { } use)
                    return new Failure(FailureKind.Conflict, $"model '{version.Name}' version '{version.Version}' is in use by {use}");
            }
        }

        await store.DeleteAsync(caller.Project, [.. versions.Select(version => version.Id)]).ConfigureAwait(false);
        foreach (var version in versions)
            Notify(version);
        return null;
    }

    public ValueTask<IReadOnlyCollection<string>> DigestsAsync() => store.DigestsAsync();

    public static Failure Taken(string name, string version) =>
        new(FailureKind.Conflict, $"model '{name}' has a version '{version}' already; versions never change");

    public static Failure Unknown(string name) => new(FailureKind.NotFound, $"Model not found: {name}");

    private static ModelMetrics? Reported(JobModel request) => request.Metrics is { } values ? new ModelMetrics(values, Measured: false) : null;

    private async Task<Result<ModelVersion>> DescribeAsync(Caller caller, ModelVersion version, JobModel request)
    {
        version = version with
        {
            ModelType = request.ModelType ?? version.ModelType,
            Description = request.Description ?? version.Description,
            Metrics = version.Metrics is { Measured: true } ? version.Metrics : Reported(request) ?? version.Metrics,
        };
        await SaveAsync(version).ConfigureAwait(false);
        return request.Stage is { } stage ? await StageAsync(caller, version, stage).ConfigureAwait(false) : version;
    }

    private static ModelVersion With(ModelVersion version, ModelArtifact artifact) => version with
    {
        Format = artifact.Format,
        Digest = artifact.Digest,
        InPlace = artifact.InPlace,
        Entry = artifact.Entry,
        Size = artifact.Size,
        Facts = artifact.Facts,
        Status = ModelStatus.Ready,
        Problem = null,
    };

    private async ValueTask<ModelVersion?> LookUpAsync(string project, string name)
    {
        if (await store.FindAsync(project, name).ConfigureAwait(false) is { } byId)
            return byId;
        var versions = await store.VersionsAsync(project, name).ConfigureAwait(false);
        if (versions.Count > 0)
        {
            return await store.AliasedAsync(project, name, Champion).ConfigureAwait(false)
                ?? versions.LastOrDefault(version => version.Stage == ModelStage.Production)
                ?? versions[^1];
        }

        var at = name.LastIndexOf('@');
        return at > 0 ? await FindAsync(project, name[..at], name[(at + 1)..]).ConfigureAwait(false) : null;
    }

    private void Notify(ModelVersion version)
    {
        _believed.TryRemove((version.Project, version.Id), out _);
        _believed.TryRemove((version.Project, $"{version.Name}@{version.Version}"), out _);
        Notify(version.Project, version.Name);
    }

    private void Notify(string project, string name)
    {
        _believed.TryRemove((project, name), out _);
        Changed?.Invoke(project, name);
    }
}
