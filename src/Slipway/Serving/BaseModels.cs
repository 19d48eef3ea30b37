using Slipway.Models.Synthesis;
using Slipway.Platform.Common;
using Slipway.Platform.Jobs;
using Slipway.Platform.Registry;

namespace Slipway.Serving;

/// <summary>
/// What a model's name means to a job: an entry of the catalogue of bases, else a model of the registry, else the default model. An entry
/// that no operator has pointed at a checkpoint stands for a tiny model with random weights.
/// </summary>
internal sealed class BaseModels(IReadOnlyDictionary<string, string> catalogue, string folder, ModelRegistry registry, Func<string, string?> served) : IBaseModels
{
    private readonly SemaphoreSlim _making = new(1);

    public async ValueTask<string?> ProblemAsync(string project, string name)
    {
        if (catalogue.ContainsKey(name) || served(name) is not null)
            return null;
        return await registry.ResolveAsync(project, name).ConfigureAwait(false) is { } version
            ? registry.PathOf(version).Failure?.Message
            : $"must be {string.Join(" or ", catalogue.Keys)}, or the name of a registered model; there is no '{name}'";
    }

    public async Task<Result<BaseModel>> ResolveAsync(string project, string name, CancellationToken cancellation)
    {
        if (catalogue.TryGetValue(name, out var path))
        {
            if (path.Length == 0)
                return new BaseModel(await EmbeddedAsync(cancellation).ConfigureAwait(false), EmbeddedBase.Name, null, "a tiny model with random weights");
            return Path.Exists(path)
                ? new BaseModel(Path.GetFullPath(path), name, null, null)
                : new Failure(FailureKind.ModelNotReady, $"the base model of '{name}' is missing; BASE_MODEL_{name.ToUpperInvariant()} names a path that isn't there");
        }

        if (await registry.ResolveAsync(project, name).ConfigureAwait(false) is { } version)
        {
            var opened = registry.PathOf(version);
            return opened.Succeeded ? new BaseModel(opened.Value, version.Name, version.Id, null) : opened.Failure;
        }

        return served(name) is { } file ? new BaseModel(file, name, null, null) : new Failure(FailureKind.NotFound, $"there is no model '{name}' any more");
    }

    private async Task<string> EmbeddedAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(folder, "llama4-tiny.gguf");
        await _making.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (File.Exists(path))
                return path;
            Directory.CreateDirectory(folder);
            EmbeddedBase.Write(path + ".new");
            File.Move(path + ".new", path);
            return path;
        }
        finally
        {
            _making.Release();
        }
    }
}
