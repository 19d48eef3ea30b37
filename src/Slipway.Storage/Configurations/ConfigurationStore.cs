using Slipway.Platform.Configurations;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Configurations;

/// <inheritdoc/>
public sealed class ConfigurationStore(IDatabase database) : IConfigurationStore
{
    private const string Columns = "SELECT id, project, model_id, model_name, model_type, kwargs, sealed_kwargs, created_at FROM model_configurations ";

    public Task AddAsync(ModelConfiguration configuration) => database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(
        "INSERT INTO model_configurations (id, project, model_id, model_name, model_type, kwargs, sealed_kwargs, created_at) "
        + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        configuration.Id, configuration.Project, configuration.ModelId, configuration.ModelName, configuration.Type.Name(), configuration.Kwargs,
        configuration.SealedKwargs, configuration.CreatedAt));

    public async ValueTask<ModelConfiguration?> FindAsync(string id) =>
        await database.ReadAsync(session => session.FirstAsync(Columns + "WHERE id = $1", Read, id)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<ModelConfiguration>> ListAsync(string project) =>
        await database.ReadAsync(session => session.QueryAsync(Columns + "WHERE project = $1 ORDER BY id", Read, project)).ConfigureAwait(false);

    public Task<bool> RemoveAsync(string id) => database.WriteAsync(WriteUrgency.Normal, async session =>
        await session.ExecuteAsync("DELETE FROM model_configurations WHERE id = $1", id).ConfigureAwait(false) == 1);

    private static ModelConfiguration Read(SqlRow row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), ModelTypes.Find(row.Text(4))!.Value, row.Text(5), row.TextOrNull(6), row.Integer(7));
}
