using Slipway.Platform.Artifacts;

namespace Slipway.Platform.Datasets;

public interface IDatasetStore : IBlobOwner
{
    /// <summary>The dataset with its number; null where the name has that version already.</summary>
    Task<Dataset?> AddAsync(Dataset dataset);

    /// <summary>Content has arrived; false where there was some already, or the dataset is gone.</summary>
    Task<bool> FillAsync(string id, string digest, long size, long at);

    /// <summary>What looking through the content found; changes nothing but a pending dataset.</summary>
    Task<bool> JudgeAsync(string id, DatasetStatus status, DatasetFindings findings, long at);

    ValueTask<Dataset?> FindAsync(string id);

    /// <summary>A name's version; the newest where none is given.</summary>
    ValueTask<Dataset?> FindAsync(string project, string name, string? version);

    /// <summary>The newest version of each name, and how many there are in all.</summary>
    ValueTask<(IReadOnlyList<Dataset> Page, long Total)> ListAsync(DatasetFilter filter);

    ValueTask<IReadOnlyList<Dataset>> VersionsAsync(string project, string name);

    /// <summary>Datasets of all projects whose content waits to be looked through.</summary>
    ValueTask<IReadOnlyList<Dataset>> UnjudgedAsync();

    Task DeleteAsync(IReadOnlyList<string> ids);
}
