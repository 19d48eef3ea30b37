using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Slipway.Platform.Access;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Common;
using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Deployments;
using Slipway.Protocol.Json;

namespace Slipway.Platform.Configurations;

/// <summary>
/// Configurations, and which of them are loaded. A loaded one is a deployment under its model's id: loading another configuration of
/// the same id changes that deployment, and its controller starts the new replica before the old one goes.
/// </summary>
public sealed class ConfigurationBook(
    IConfigurationStore store, DeploymentController controller, SourceReader sources, IModelFinder models, ISealer sealer, IAuditLog audit, TimeProvider time)
{
    private const string Kind = "model_configuration";

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _changing = [];

    public static string DeploymentId(string modelId) => "configuration:" + modelId;

    public async Task<Result<ModelConfiguration>> AddAsync(Caller caller, string modelId, string modelName, ModelType type, JsonObject kwargs)
    {
        var errors = new List<FieldError>();
        sources.Read(type, modelName, kwargs, errors);
        if (errors.Count > 0)
            return Failure.Invalid(errors);
        var (shown, hasSecrets) = KwargSecrets.Hide(kwargs);
        var configuration = new ModelConfiguration(
            Ids.New(time), caller.Project, modelId, modelName, type, shown.ToJsonString(), hasSecrets ? sealer.Seal(kwargs.ToJsonString()) : null, time.Now());
        await store.AddAsync(configuration).ConfigureAwait(false);
        await audit.RecordAsync(caller, "create", Kind, configuration.Id, after: Describe(configuration)).ConfigureAwait(false);
        return configuration;
    }

    public ValueTask<IReadOnlyList<ModelConfiguration>> ListAsync(Caller caller) => store.ListAsync(caller.Project);

    public async Task<Result<ModelConfiguration>> FindAsync(Caller caller, string id) =>
        await store.FindAsync(id).ConfigureAwait(false) is { } found && found.Project == caller.Project ? found
            : new Failure(FailureKind.NotFound, $"Configuration not found: {id}");

    /// <summary>The ids of the models that answer now.</summary>
    public IReadOnlyList<string> Loaded(Caller caller) =>
    [
        .. controller.Deployments
            .Where(deployment => deployment.Kind == DeploymentKind.Configuration && deployment.Wanted && deployment.Project == caller.Project
                && controller.StatusOf(deployment.Id).State == DeploymentState.Ready)
            .Select(deployment => deployment.Name).Order(StringComparer.Ordinal),
    ];

    /// <summary>Why the model cannot be asked: unknown, or known and not loaded. Null where it can.</summary>
    public async Task<Failure?> UnusableAsync(Caller caller, string modelId)
    {
        if (controller.Find(DeploymentId(modelId)) is { Wanted: true } loaded && loaded.Project == caller.Project)
            return null;
        return await IsKnownAsync(caller, modelId).ConfigureAwait(false)
            ? new Failure(FailureKind.Conflict, $"the model '{modelId}' is not loaded; load one of its configurations first")
            : new Failure(FailureKind.NotFound, $"Model not found: {modelId}");
    }

    /// <summary>Null when the model answers; a generation has worked.</summary>
    public async Task<Failure?> LoadAsync(Caller caller, string id, CancellationToken cancellation)
    {
        var found = await FindAsync(caller, id).ConfigureAwait(false);
        if (!found.Succeeded)
            return found.Failure;
        var (configuration, deploymentId) = (found.Value, DeploymentId(found.Value.ModelId));
        using var turn = await TurnAsync(configuration.ModelId, cancellation).ConfigureAwait(false);
        var before = controller.Find(deploymentId);
        if (before is { Wanted: true } && before.Source.ConfigurationId == id && controller.StatusOf(deploymentId).State == DeploymentState.Ready)
            return null;
        var source = await SourceOfAsync(configuration, cancellation).ConfigureAwait(false);
        if (!source.Succeeded)
            return source.Failure;
        var now = time.Now();
        var after = new Deployment
        {
            Id = deploymentId,
            Project = configuration.Project,
            Name = configuration.ModelId,
            Kind = DeploymentKind.Configuration,
            Source = source.Value,
            Wanted = true,
            Revision = now,
            CreatedAt = before?.CreatedAt ?? now,
            UpdatedAt = now,
        };
        await controller.ApplyAsync(after).ConfigureAwait(false);
        var status = await controller.SettledAsync(deploymentId, cancellation).ConfigureAwait(false);
        if (status.State == DeploymentState.Ready)
        {
            await audit.RecordAsync(caller, "load", Kind, id).ConfigureAwait(false);
            return null;
        }

        // What could not be loaded is not kept trying; what was loaded before goes on.
        if (before is { Wanted: true })
        {
            await controller.ApplyAsync(before).ConfigureAwait(false);
            await controller.SettledAsync(deploymentId, cancellation).ConfigureAwait(false);
        }
        else
        {
            await controller.RemoveAsync(deploymentId).ConfigureAwait(false);
        }

        return new Failure(source.Value.BaseUrl is null ? FailureKind.ModelNotReady : FailureKind.BackendUnreachable,
            $"the model '{configuration.ModelId}' could not be loaded: {status.Reason}{Advice(source.Value)}");
    }

    public async Task<Failure?> UnloadAsync(Caller caller, string modelId)
    {
        using var turn = await TurnAsync(modelId, CancellationToken.None).ConfigureAwait(false);
        if (await UnusableAsync(caller, modelId).ConfigureAwait(false) is { } failure)
            return failure;
        await EndAsync(controller.Find(DeploymentId(modelId))!).ConfigureAwait(false);
        await audit.RecordAsync(caller, "unload", "model", modelId).ConfigureAwait(false);
        return null;
    }

    /// <summary>A loaded one is unloaded first.</summary>
    public async Task<Failure?> RemoveAsync(Caller caller, string id)
    {
        var found = await FindAsync(caller, id).ConfigureAwait(false);
        if (!found.Succeeded)
            return found.Failure;
        using var turn = await TurnAsync(found.Value.ModelId, CancellationToken.None).ConfigureAwait(false);
        if (controller.Find(DeploymentId(found.Value.ModelId)) is { } loaded && loaded.Source.ConfigurationId == id)
            await EndAsync(loaded).ConfigureAwait(false);
        if (!await store.RemoveAsync(id).ConfigureAwait(false))
            return new Failure(FailureKind.NotFound, $"Configuration not found: {id}");
        await audit.RecordAsync(caller, "delete", Kind, id, before: Describe(found.Value)).ConfigureAwait(false);
        return null;
    }

    /// <summary>Running requests end first, then the engine does.</summary>
    private async Task EndAsync(Deployment deployment)
    {
        await controller.ApplyAsync(deployment with { Wanted = false, UpdatedAt = time.Now() }).ConfigureAwait(false);
        await controller.SettledAsync(deployment.Id, CancellationToken.None).ConfigureAwait(false);
        await controller.RemoveAsync(deployment.Id).ConfigureAwait(false);
    }

    private async Task<Result<ModelSource>> SourceOfAsync(ModelConfiguration configuration, CancellationToken cancellation)
    {
        JsonObject kwargs;
        try
        {
            kwargs = JsonNode.Parse(configuration.SealedKwargs is { } text ? sealer.Open(text) : configuration.Kwargs)!.AsObject();
        }
        catch (SealBrokenException)
        {
            return new Failure(FailureKind.Conflict, "the configuration's secrets were sealed with another key; configure the model again");
        }

        var errors = new List<FieldError>();
        var source = sources.Read(configuration.Type, configuration.ModelName, kwargs, errors) with { ConfigurationId = configuration.Id };
        if (errors.Count > 0)
            return Failure.Invalid(errors);
        if (source.Path is not { } written)
            return source;
        var path = await models.FindAsync(configuration.Project, written, cancellation).ConfigureAwait(false);
        return path.Succeeded ? source with { Path = path.Value } : path.Failure;
    }

    private async Task<bool> IsKnownAsync(Caller caller, string modelId) =>
        (await store.ListAsync(caller.Project).ConfigureAwait(false)).Any(configuration => configuration.ModelId == modelId);

    private static string Advice(ModelSource source) => source.From is { } setting ? $"; check {setting} and the API key" : "";

    private static JsonObject Describe(ModelConfiguration configuration) => new()
    {
        ["model_id"] = configuration.ModelId,
        ["model_name"] = configuration.ModelName,
        ["model_type"] = configuration.Type.Name(),
        ["model_kwargs"] = JsonNode.Parse(configuration.Kwargs),
    };

    /// <summary>Changes of one model come one after another.</summary>
    private async Task<IDisposable> TurnAsync(string modelId, CancellationToken cancellation)
    {
        var turn = _changing.GetOrAdd(modelId, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        return new Turn(turn);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
