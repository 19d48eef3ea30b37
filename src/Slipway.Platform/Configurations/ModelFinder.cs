using Slipway.Platform.Common;
using Slipway.Platform.Registry;

namespace Slipway.Platform.Configurations;

/// <summary>Models of callers: below the folders for models, else from the registry, else from the hub.</summary>
public sealed class ModelFinder(ModelRoots roots, ModelRegistry registry, HubModels hub) : IModelFinder
{
    public async Task<Result<string>> FindAsync(string project, string name, CancellationToken cancellation)
    {
        var local = roots.Resolve(name);
        if (local.Succeeded || Path.IsPathRooted(name))
            return local;
        if (await registry.ResolveAsync(project, name).ConfigureAwait(false) is { } version)
            return registry.PathOf(version);
        return HubModels.IsName(name) ? await hub.PullAsync(name, cancellation).ConfigureAwait(false) : local;
    }
}
