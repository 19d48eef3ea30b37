using System.Text.Json;
using Slipway.Platform.Datasets;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Datasets;

/// <inheritdoc/>
public sealed class DatasetStore(IDatabase database) : IDatasetStore
{
    private const string Columns = "id, project, name, version, number, description, source, format, status, digest, size, findings, "
        + "created_by, created_at, updated_at";

    private const string Newest = "number = (SELECT MAX(number) FROM datasets AS newer WHERE newer.project = datasets.project AND newer.name = datasets.name)";

    public Task<Dataset?> AddAsync(Dataset dataset) => database.WriteAsync<Dataset?>(WriteUrgency.Normal, async session =>
    {
        var added = await session.ExecuteAsync(
            $"INSERT INTO datasets ({Columns}) SELECT $1, $2, $3, $4, COALESCE(MAX(number), 0) + 1, $5, $6, $7, $8, NULL, NULL, NULL, $9, $10, $11 "
            + "FROM datasets WHERE project = $2 AND name = $3 ON CONFLICT DO NOTHING",
            dataset.Id, dataset.Project, dataset.Name, dataset.Version, dataset.Description, dataset.Source, dataset.Format,
            dataset.Status.ToString(), dataset.CreatedBy, dataset.CreatedAt, dataset.UpdatedAt).ConfigureAwait(false);
        return added == 0 ? null : await session.FirstAsync($"SELECT {Columns} FROM datasets WHERE id = $1", Read, dataset.Id).ConfigureAwait(false);
    });

    public Task<bool> FillAsync(string id, string digest, long size, long at) => database.WriteAsync(WriteUrgency.Normal, async session =>
        await session.ExecuteAsync(
            "UPDATE datasets SET digest = $2, size = $3, updated_at = $4 WHERE id = $1 AND digest IS NULL", id, digest, size, at).ConfigureAwait(false) == 1);

    public Task<bool> JudgeAsync(string id, DatasetStatus status, DatasetFindings findings, long at) => database.WriteAsync(WriteUrgency.Normal, async session =>
        await session.ExecuteAsync(
            "UPDATE datasets SET status = $2, findings = $3, updated_at = $4 WHERE id = $1 AND status = 'Pending'",
            id, status.ToString(), JsonSerializer.Serialize(findings, DatasetJson.Default.DatasetFindings), at).ConfigureAwait(false) == 1);

    public ValueTask<Dataset?> FindAsync(string id) => database.ReadAsync(session =>
        session.FirstAsync($"SELECT {Columns} FROM datasets WHERE id = $1", Read, id));

    public ValueTask<Dataset?> FindAsync(string project, string name, string? version) => database.ReadAsync(session => session.FirstAsync(
        $"SELECT {Columns} FROM datasets WHERE project = $1 AND name = $2 AND ($3 = '' OR version = $3) ORDER BY number DESC LIMIT 1",
        Read, project, name, version ?? ""));

    public async ValueTask<(IReadOnlyList<Dataset> Page, long Total)> ListAsync(DatasetFilter filter)
    {
        const string Where = "FROM datasets WHERE project = $1 AND ($2 = '' OR source = $2) AND ($3 = '' OR status = $3) AND " + Newest;
        return await database.ReadAsync(async session =>
        {
            var (source, status) = (filter.Source ?? "", filter.Status?.ToString() ?? "");
            var total = await session.NumberAsync($"SELECT COUNT(*) {Where}", filter.Project, source, status).ConfigureAwait(false);
            var page = await session.QueryAsync(
                $"SELECT {Columns} {Where} ORDER BY created_at DESC, id DESC LIMIT $4 OFFSET $5", Read,
                filter.Project, source, status, filter.Limit, filter.Offset).ConfigureAwait(false);
            return ((IReadOnlyList<Dataset>)page, total);
        }).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Dataset>> VersionsAsync(string project, string name) => await database.ReadAsync(session => session.QueryAsync(
        $"SELECT {Columns} FROM datasets WHERE project = $1 AND name = $2 ORDER BY number", Read, project, name)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<Dataset>> UnjudgedAsync() => await database.ReadAsync(session => session.QueryAsync(
        $"SELECT {Columns} FROM datasets WHERE status = 'Pending' AND digest IS NOT NULL ORDER BY id", Read)).ConfigureAwait(false);

    public Task DeleteAsync(IReadOnlyList<string> ids) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        foreach (var id in ids)
            await session.ExecuteAsync("DELETE FROM datasets WHERE id = $1", id).ConfigureAwait(false);
        return 0;
    });

    public async ValueTask<IReadOnlyCollection<string>> DigestsAsync() => await database.ReadAsync(session => session.QueryAsync(
        "SELECT DISTINCT digest FROM datasets WHERE digest IS NOT NULL", row => row.Text(0))).ConfigureAwait(false);

    private static Dataset Read(SqlRow row) => new()
    {
        Id = row.Text(0),
        Project = row.Text(1),
        Name = row.Text(2),
        Version = row.Text(3),
        Number = row.Integer(4),
        Description = row.TextOrNull(5),
        Source = row.TextOrNull(6),
        Format = row.Text(7),
        Status = Enum.Parse<DatasetStatus>(row.Text(8)),
        Digest = row.TextOrNull(9),
        Size = row.IntegerOrNull(10),
        Findings = row.TextOrNull(11) is { } findings ? JsonSerializer.Deserialize(findings, DatasetJson.Default.DatasetFindings) : null,
        CreatedBy = row.Text(12),
        CreatedAt = row.Integer(13),
        UpdatedAt = row.Integer(14),
    };
}
