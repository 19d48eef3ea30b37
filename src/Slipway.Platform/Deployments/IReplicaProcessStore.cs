namespace Slipway.Platform.Deployments;

public interface IReplicaProcessStore
{
    /// <summary>Inserts or replaces by id.</summary>
    Task SaveAsync(ReplicaProcess process);

    Task RemoveAsync(string id);

    ValueTask<IReadOnlyList<ReplicaProcess>> ListAsync(string nodeId);
}
