using Slipway.Platform.Common;
using Slipway.Platform.Registry;

namespace Slipway.Platform.Deployments;

/// <summary>Finds what is to be deployed, and says what stands in the way.</summary>
public sealed class DeployableModels(ModelRegistry registry, DeploymentOptions options)
{
    /// <param name="project">Whose models.</param>
    /// <param name="model">A model's name or a version's id.</param>
    /// <param name="version">A version or an alias of that model; null for what the model's name means.</param>
    public async ValueTask<Result<ModelVersion>> FindAsync(string project, string model, string? version)
    {
        var found = version is null
            ? await registry.ResolveAsync(project, model).ConfigureAwait(false)
            : await registry.FindAsync(project, model, version).ConfigureAwait(false)
                ?? (await registry.FindAsync(project, model).ConfigureAwait(false) is { } byId && byId.Version == version ? byId : null);
        if (found is not null)
            return found;
        return version is null ? ModelRegistry.Unknown(model) : new Failure(FailureKind.NotFound, $"Model not found: {model} has no version '{version}'");
    }

    /// <summary>How an engine runs it, or why none here does.</summary>
    public Result<DeployedVersion> Prepare(ModelVersion version)
    {
        var called = $"model '{version.Name}' version '{version.Version}'";
        var path = registry.PathOf(version);
        if (!path.Succeeded)
            return path.Failure;
        if (version.Facts.Obstacle is { } obstacle)
            return new Failure(FailureKind.Conflict, $"no engine here runs {called}: {obstacle}");
        if (version.Format is not (ArtifactFormat.Gguf or ArtifactFormat.HuggingFace))
            return new Failure(FailureKind.Conflict, $"no engine here runs {called}: its framework is '{version.Framework}', and what runs is GGUF or a Hugging Face directory with safetensors");
        return new DeployedVersion(version.Id, version.Name, version.Version, new ModelSource
        {
            Dialect = EngineDialect.Slipway,
            Path = path.Value,
            Slots = options.Slots,
            Chats = version.Facts.HasChatTemplate,
        });
    }
}
