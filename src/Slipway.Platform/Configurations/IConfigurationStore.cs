namespace Slipway.Platform.Configurations;

public interface IConfigurationStore
{
    Task AddAsync(ModelConfiguration configuration);

    ValueTask<ModelConfiguration?> FindAsync(string id);

    /// <summary>In the order in which they were made.</summary>
    ValueTask<IReadOnlyList<ModelConfiguration>> ListAsync(string project);

    Task<bool> RemoveAsync(string id);
}
