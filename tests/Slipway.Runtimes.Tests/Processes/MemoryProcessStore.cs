using System.Collections.Concurrent;
using Slipway.Platform.Deployments;

namespace Slipway.Runtimes.Tests.Processes;

internal sealed class MemoryProcessStore : IReplicaProcessStore
{
    public ConcurrentDictionary<string, ReplicaProcess> Rows { get; } = [];

    public int Saves { get; private set; }

    public Action<ReplicaProcess> OnFirstSave { get; set; } = _ => { };

    public Task SaveAsync(ReplicaProcess process)
    {
        if (Saves++ == 0)
            OnFirstSave(process);
        Rows[process.Id] = process;
        return Task.CompletedTask;
    }

    public Task RemoveAsync(string id)
    {
        Rows.TryRemove(id, out _);
        return Task.CompletedTask;
    }

    public ValueTask<IReadOnlyList<ReplicaProcess>> ListAsync(string nodeId) => new([.. Rows.Values.Where(row => row.NodeId == nodeId)]);
}
