using System.Text.Json;
using Slipway.Platform.Deployments;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Deployments;

/// <inheritdoc/>
public sealed class DeploymentStore(IDatabase database) : IDeploymentStore
{
    public Task SaveAsync(Deployment deployment)
    {
        var source = JsonSerializer.Serialize(deployment.Source, DeploymentJson.Default.ModelSource);
        return database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(
            "INSERT INTO deployments (id, project, name, kind, source, wanted, revision, created_at, updated_at) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET name = excluded.name, source = excluded.source, "
            + "wanted = excluded.wanted, revision = excluded.revision, updated_at = excluded.updated_at",
            deployment.Id, deployment.Project, deployment.Name, deployment.Kind.ToString(), source, deployment.Wanted,
            deployment.Revision, deployment.CreatedAt, deployment.UpdatedAt));
    }

    public Task<bool> RemoveAsync(string id) => database.WriteAsync(WriteUrgency.Normal, async session =>
        await session.ExecuteAsync("DELETE FROM deployments WHERE id = $1", id).ConfigureAwait(false) == 1);

    public async ValueTask<IReadOnlyList<Deployment>> ListAsync() => await database.ReadAsync(session => session.QueryAsync(
        "SELECT id, project, name, kind, source, wanted, revision, created_at, updated_at FROM deployments "
        // Every node has a default model of its own, and says at its start which.
        + "WHERE kind <> 'Default' ORDER BY id",
        Read)).ConfigureAwait(false);

    private static Deployment Read(SqlRow row) => new()
    {
        Id = row.Text(0),
        Project = row.Text(1),
        Name = row.Text(2),
        Kind = Enum.Parse<DeploymentKind>(row.Text(3)),
        Source = JsonSerializer.Deserialize(row.Text(4), DeploymentJson.Default.ModelSource)!,
        Wanted = row.Flag(5),
        Revision = row.Integer(6),
        CreatedAt = row.Integer(7),
        UpdatedAt = row.Integer(8),
    };
}
