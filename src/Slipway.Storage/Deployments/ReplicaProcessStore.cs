using Slipway.Platform.Deployments;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Deployments;

/// <inheritdoc/>
public sealed class ReplicaProcessStore(IDatabase database) : IReplicaProcessStore
{
    public Task SaveAsync(ReplicaProcess process) => database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(
        "INSERT INTO replica_processes (id, deployment_id, node_id, socket, pid, start_mark) VALUES ($1, $2, $3, $4, $5, $6) "
        + "ON CONFLICT (id) DO UPDATE SET pid = excluded.pid, start_mark = excluded.start_mark",
        process.Id, process.DeploymentId, process.NodeId, process.Socket, process.Pid, process.StartMark));

    public Task RemoveAsync(string id) => database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(
        "DELETE FROM replica_processes WHERE id = $1", id));

    public async ValueTask<IReadOnlyList<ReplicaProcess>> ListAsync(string host) => await database.ReadAsync(session => session.QueryAsync(
        "SELECT id, deployment_id, node_id, socket, pid, start_mark FROM replica_processes WHERE node_id = $1",
        row => new ReplicaProcess(row.Text(0), row.Text(1), row.Text(2), row.Text(3)) { Pid = row.IntegerOrNull(4), StartMark = row.TextOrNull(5) },
        host)).ConfigureAwait(false);
}
