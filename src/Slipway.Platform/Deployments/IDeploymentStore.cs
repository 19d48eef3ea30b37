namespace Slipway.Platform.Deployments;

public interface IDeploymentStore
{
    /// <summary>Inserts or replaces by id.</summary>
    Task SaveAsync(Deployment deployment);

    Task<bool> RemoveAsync(string id);

    ValueTask<IReadOnlyList<Deployment>> ListAsync();
}
