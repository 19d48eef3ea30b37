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
        var spec = deployment.Spec is { } wishes ? JsonSerializer.Serialize(wishes, DeploymentJson.Default.DeploymentSpec) : null;
        var rollout = deployment.Rollout is { } progress ? JsonSerializer.Serialize(progress, DeploymentJson.Default.Rollout) : null;
        return database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(
            "INSERT INTO deployments (id, project, name, kind, source, wanted, revision, created_at, updated_at, version, spec, rollout) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO UPDATE SET name = excluded.name, source = excluded.source, "
            + "wanted = excluded.wanted, revision = excluded.revision, updated_at = excluded.updated_at, "
            + "version = excluded.version, spec = excluded.spec, rollout = excluded.rollout",
            deployment.Id, deployment.Project, deployment.Name, deployment.Kind.ToString(), source, deployment.Wanted,
            deployment.Revision, deployment.CreatedAt, deployment.UpdatedAt, deployment.Version, spec, rollout));
    }

    public Task<bool> RemoveAsync(string id) => database.WriteAsync(WriteUrgency.Normal, async session =>
        await session.ExecuteAsync("DELETE FROM deployments WHERE id = $1", id).ConfigureAwait(false) == 1);

    public async ValueTask<IReadOnlyList<Deployment>> ListAsync() => await database.ReadAsync(session => session.QueryAsync(
        "SELECT id, project, name, kind, source, wanted, revision, created_at, updated_at, version, spec, rollout FROM deployments "
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
        Version = row.Text(9),
        Spec = row.TextOrNull(10) is { } spec ? JsonSerializer.Deserialize(spec, DeploymentJson.Default.DeploymentSpec) : null,
        Rollout = row.TextOrNull(11) is { } rollout ? JsonSerializer.Deserialize(rollout, DeploymentJson.Default.Rollout) : null,
    };
}
