using System.Text.Json;
using Slipway.Platform.Registry;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Registry;

/// <inheritdoc/>
public sealed class ModelStore(IDatabase database) : IModelStore
{
    private const string Columns = "id, project, name, version, number, framework, format, digest, entry, in_place, size, source, facts, metadata, "
        + "model_type, description, stage, metrics, metrics_measured, parent_id, dataset_id, job_id, input_template, status, problem, "
        + "created_by, created_at, updated_at";

    private const string Select = "SELECT " + Columns + " FROM model_versions ";

    public Task<ModelVersion?> AddAsync(ModelVersion version) => database.WriteAsync<ModelVersion?>(WriteUrgency.Normal, async session =>
    {
        var added = await session.ExecuteAsync(
            $"INSERT INTO model_versions ({Columns}) SELECT $1, $2, $3, $4, COALESCE(MAX(number), 0) + 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
            + "$14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27 FROM model_versions WHERE project = $2 AND name = $3 "
            + "ON CONFLICT DO NOTHING",
            version.Id, version.Project, version.Name, version.Version, version.Framework, version.Format.ToString(), version.Digest,
            version.Entry, InPlace(version), version.Size, version.Source, Facts(version), version.Metadata, version.ModelType,
            version.Description, version.Stage.ToString(), version.Metrics?.Values, version.Metrics?.Measured ?? false,
            version.Lineage.ParentId, version.Lineage.DatasetId, version.Lineage.JobId, version.InputTemplate, version.Status.ToString(),
            version.Problem, version.CreatedBy, version.CreatedAt, version.UpdatedAt).ConfigureAwait(false);
        return added == 0 ? null : await session.FirstAsync(Select + "WHERE id = $1", Read, version.Id).ConfigureAwait(false);
    });

    public Task<bool> UpdateAsync(ModelVersion version) => database.WriteAsync(WriteUrgency.Normal, async session => await session.ExecuteAsync(
        "UPDATE model_versions SET framework = $3, format = $4, digest = $5, entry = $6, in_place = $7, size = $8, facts = $9, metadata = $10, "
        + "model_type = $11, description = $12, metrics = $13, metrics_measured = $14, input_template = $15, status = $16, problem = $17, "
        + "updated_at = $18 WHERE project = $1 AND id = $2",
        version.Project, version.Id, version.Framework, version.Format.ToString(), version.Digest, version.Entry, InPlace(version), version.Size,
        Facts(version), version.Metadata, version.ModelType, version.Description, version.Metrics?.Values, version.Metrics?.Measured ?? false,
        version.InputTemplate, version.Status.ToString(), version.Problem, version.UpdatedAt).ConfigureAwait(false) == 1);

    public ValueTask<ModelVersion?> FindAsync(string project, string id) => database.ReadAsync(session =>
        session.FirstAsync(Select + "WHERE project = $1 AND id = $2", Read, project, id));

    public ValueTask<ModelVersion?> FindAsync(string project, string name, string version) => database.ReadAsync(session =>
        session.FirstAsync(Select + "WHERE project = $1 AND name = $2 AND version = $3", Read, project, name, version));

    public ValueTask<ModelVersion?> AliasedAsync(string project, string name, string alias) => database.ReadAsync(session => session.FirstAsync(
        Select + "WHERE id = (SELECT version_id FROM model_aliases WHERE project = $1 AND name = $2 AND alias = $3)",
        Read, project, name, alias));

    public async ValueTask<IReadOnlyList<ModelVersion>> VersionsAsync(string project, string name) => await database.ReadAsync(session =>
        session.QueryAsync(Select + "WHERE project = $1 AND name = $2 ORDER BY number", Read, project, name)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<ModelVersion>> ListAsync(string project) => await database.ReadAsync(session =>
        session.QueryAsync(Select + "WHERE project = $1 ORDER BY name, number", Read, project)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<ModelVersion>> PendingAsync() => await database.ReadAsync(session =>
        session.QueryAsync(Select + "WHERE status = 'Pending' ORDER BY id", Read)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<ModelVersion>> OfJobAsync(string project, string jobId) => await database.ReadAsync(session =>
        session.QueryAsync(Select + "WHERE project = $1 AND job_id = $2 ORDER BY name, number", Read, project, jobId)).ConfigureAwait(false);

    public Task<ModelVersion?> StageAsync(string project, string id, ModelStage stage, string by, long at) =>
        database.WriteAsync<ModelVersion?>(WriteUrgency.Normal, async session =>
        {
            var version = await session.FirstAsync(Select + "WHERE project = $1 AND id = $2", Read, project, id).ConfigureAwait(false);
            if (version is null)
                return null;
            if (stage == ModelStage.Production)
            {
                var former = await session.QueryAsync(
                    Select + "WHERE project = $1 AND name = $2 AND stage = $3 AND id <> $4", Read,
                    project, version.Name, ModelStage.Production.ToString(), id).ConfigureAwait(false);
                foreach (var other in former)
                    await SetStageAsync(session, other, ModelStage.Archived, by, at).ConfigureAwait(false);
            }
            if (version.Stage != stage)
                await SetStageAsync(session, version, stage, by, at).ConfigureAwait(false);
            return version with { Stage = stage, UpdatedAt = at };
        });

    public async ValueTask<IReadOnlyList<StageChange>> HistoryAsync(string project, string name) => await database.ReadAsync(session =>
        session.QueryAsync(
            "SELECT version_id, version, from_stage, to_stage, changed_by, changed_at FROM model_stage_changes "
            + "WHERE project = $1 AND name = $2 ORDER BY changed_at DESC, id DESC",
            row => new StageChange(row.Text(0), row.Text(1), Stage(row.Text(2)), Stage(row.Text(3)), row.Text(4), row.Integer(5)),
            project, name)).ConfigureAwait(false);

    public Task<bool> PointAsync(string project, string name, string alias, string version, string by, long at) => database.WriteAsync(
        WriteUrgency.Normal,
        async session => await session.ExecuteAsync(
            "INSERT INTO model_aliases (project, name, alias, version_id, updated_by, updated_at) "
            + "SELECT project, name, $3, id, $5, $6 FROM model_versions WHERE project = $1 AND name = $2 AND version = $4 "
            + "ON CONFLICT (project, name, alias) DO UPDATE SET version_id = excluded.version_id, updated_by = excluded.updated_by, "
            + "updated_at = excluded.updated_at",
            project, name, alias, version, by, at).ConfigureAwait(false) == 1);

    public Task<bool> RemoveAliasAsync(string project, string name, string alias) => database.WriteAsync(
        WriteUrgency.Normal,
        async session => await session.ExecuteAsync(
            "DELETE FROM model_aliases WHERE project = $1 AND name = $2 AND alias = $3", project, name, alias).ConfigureAwait(false) == 1);

    public async ValueTask<IReadOnlyList<(string Name, string Alias, string Version)>> AliasesAsync(string project, string? name) =>
        await database.ReadAsync(session => session.QueryAsync(
            "SELECT a.name, a.alias, v.version FROM model_aliases a JOIN model_versions v ON v.id = a.version_id "
            + "WHERE a.project = $1 AND a.name = COALESCE($2, a.name) ORDER BY a.name, a.alias",
            row => (row.Text(0), row.Text(1), row.Text(2)), project, name)).ConfigureAwait(false);

    public Task<int> DeleteAsync(string project, IReadOnlyList<string> ids) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        var deleted = 0;
        foreach (var id in ids)
        {
            await session.ExecuteAsync("DELETE FROM model_aliases WHERE version_id = $1", id).ConfigureAwait(false);
            deleted += await session.ExecuteAsync("DELETE FROM model_versions WHERE project = $1 AND id = $2", project, id).ConfigureAwait(false);
        }
        return deleted;
    });

    public async ValueTask<IReadOnlyCollection<string>> DigestsAsync() => await database.ReadAsync(session => session.QueryAsync(
        "SELECT DISTINCT digest FROM model_versions WHERE digest IS NOT NULL", row => row.Text(0))).ConfigureAwait(false);

    private static async ValueTask SetStageAsync(SqlSession session, ModelVersion version, ModelStage stage, string by, long at)
    {
        await session.ExecuteAsync("UPDATE model_versions SET stage = $2, updated_at = $3 WHERE id = $1", version.Id, stage.ToString(), at)
            .ConfigureAwait(false);
        await session.ExecuteAsync(
            "INSERT INTO model_stage_changes (id, project, name, version_id, version, from_stage, to_stage, changed_by, changed_at) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            Guid.CreateVersion7(Platform.Common.Micros.ToTime(at)).ToString(), version.Project, version.Name, version.Id, version.Version,
            version.Stage.ToString(), stage.ToString(), by, at).ConfigureAwait(false);
    }

    private static string Facts(ModelVersion version) => JsonSerializer.Serialize(version.Facts, RegistryJson.Default.ModelFacts);

    private static string? InPlace(ModelVersion version) =>
        version.InPlace is null ? null : JsonSerializer.Serialize(version.InPlace, RegistryJson.Default.ServedInPlace);

    private static ModelStage Stage(string text) => Enum.Parse<ModelStage>(text);

    private static ModelVersion Read(SqlRow row) => new()
    {
        Id = row.Text(0),
        Project = row.Text(1),
        Name = row.Text(2),
        Version = row.Text(3),
        Number = row.Integer(4),
        Framework = row.Text(5),
        Format = Enum.Parse<ArtifactFormat>(row.Text(6)),
        Digest = row.TextOrNull(7),
        Entry = row.Text(8),
        InPlace = row.TextOrNull(9) is { } place ? JsonSerializer.Deserialize(place, RegistryJson.Default.ServedInPlace) : null,
        Size = row.Integer(10),
        Source = row.Text(11),
        Facts = JsonSerializer.Deserialize(row.Text(12), RegistryJson.Default.ModelFacts)!,
        Metadata = row.Text(13),
        ModelType = row.TextOrNull(14),
        Description = row.TextOrNull(15),
        Stage = Stage(row.Text(16)),
        Metrics = row.TextOrNull(17) is { } metrics ? new ModelMetrics(metrics, row.Flag(18)) : null,
        Lineage = new ModelLineage(row.TextOrNull(19), row.TextOrNull(20), row.TextOrNull(21)),
        InputTemplate = row.TextOrNull(22),
        Status = Enum.Parse<ModelStatus>(row.Text(23)),
        Problem = row.TextOrNull(24),
        CreatedBy = row.Text(25),
        CreatedAt = row.Integer(26),
        UpdatedAt = row.Integer(27),
    };
}
