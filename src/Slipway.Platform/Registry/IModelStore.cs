namespace Slipway.Platform.Registry;

public interface IModelStore
{
    /// <summary>The version with its number; null where the model has a version of that name already.</summary>
    Task<ModelVersion?> AddAsync(ModelVersion version);

    /// <summary>Writes what may change of a version: artifact, facts, status, metadata, metrics, description. False where it is gone.</summary>
    Task<bool> UpdateAsync(ModelVersion version);

    ValueTask<ModelVersion?> FindAsync(string project, string id);

    ValueTask<ModelVersion?> FindAsync(string project, string name, string version);

    /// <summary>The version that an alias points to.</summary>
    ValueTask<ModelVersion?> AliasedAsync(string project, string name, string alias);

    /// <summary>A model's versions, oldest first.</summary>
    ValueTask<IReadOnlyList<ModelVersion>> VersionsAsync(string project, string name);

    /// <summary>All versions of all models, by name and then oldest first.</summary>
    ValueTask<IReadOnlyList<ModelVersion>> ListAsync(string project);

    /// <summary>Versions of all projects whose artifact is still awaited.</summary>
    ValueTask<IReadOnlyList<ModelVersion>> PendingAsync();

    /// <summary>The versions that a job made.</summary>
    ValueTask<IReadOnlyList<ModelVersion>> OfJobAsync(string project, string jobId);

    /// <summary>Sets a stage and keeps it in the history; a version that enters production archives the one that was there. Null where it is gone.</summary>
    Task<ModelVersion?> StageAsync(string project, string id, ModelStage stage, string by, long at);

    /// <summary>Newest first.</summary>
    ValueTask<IReadOnlyList<StageChange>> HistoryAsync(string project, string name);

    /// <summary>Lets an alias point to a version; false where there is no such version.</summary>
    Task<bool> PointAsync(string project, string name, string alias, string version, string by, long at);

    Task<bool> RemoveAliasAsync(string project, string name, string alias);

    /// <summary>Aliases of a model, or of all models, as (model, alias, version).</summary>
    ValueTask<IReadOnlyList<(string Name, string Alias, string Version)>> AliasesAsync(string project, string? name);

    /// <summary>Deletes versions with what hangs on them; returns how many there were.</summary>
    Task<int> DeleteAsync(string project, IReadOnlyList<string> ids);

    /// <summary>Digests of all projects' artifacts.</summary>
    ValueTask<IReadOnlyCollection<string>> DigestsAsync();
}
