namespace Slipway.Platform.Deployments;

public interface IDeploymentEventStore
{
    Task AddAsync(IReadOnlyList<DeploymentEvent> events);

    /// <summary>The newest ones, newest first.</summary>
    ValueTask<IReadOnlyList<DeploymentEvent>> ListAsync(string deploymentId, int most);

    Task RemoveAsync(string deploymentId);
}
