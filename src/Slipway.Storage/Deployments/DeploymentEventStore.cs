using Slipway.Platform.Deployments;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Deployments;

/// <inheritdoc/>
public sealed class DeploymentEventStore(IDatabase database) : IDeploymentEventStore
{
    public Task AddAsync(IReadOnlyList<DeploymentEvent> events) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        foreach (var each in events)
        {
            await session.ExecuteAsync(
                "INSERT INTO deployment_events (id, deployment_id, at, kind, message, caller_id) VALUES ($1, $2, $3, $4, $5, $6)",
                each.Id, each.DeploymentId, each.At, each.Kind, each.Message, each.By).ConfigureAwait(false);
        }

        return 0;
    });

    public async ValueTask<IReadOnlyList<DeploymentEvent>> ListAsync(string deploymentId, int most) => await database.ReadAsync(session => session.QueryAsync(
        "SELECT id, deployment_id, at, kind, message, caller_id FROM deployment_events WHERE deployment_id = $1 ORDER BY at DESC, id DESC LIMIT $2",
        row => new DeploymentEvent(row.Text(0), row.Text(1), row.Integer(2), row.Text(3), row.Text(4), row.Text(5)), deploymentId, (long)most)).ConfigureAwait(false);

    public Task RemoveAsync(string deploymentId) => database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(
        "DELETE FROM deployment_events WHERE deployment_id = $1", deploymentId));
}
