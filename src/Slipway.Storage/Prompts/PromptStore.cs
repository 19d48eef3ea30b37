using Slipway.Platform.Prompts;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Prompts;

/// <inheritdoc/>
public sealed class PromptStore(IDatabase database) : IPromptStore
{
    public Task<bool> AddAsync(PromptVersion prompt) => database.WriteAsync(WriteUrgency.Normal, async session =>
        await session.ExecuteAsync(
            "INSERT INTO prompt_versions (project, prompt_id, version, number, body, metadata, created_by, created_at) "
            + "SELECT $1, $2, $3, COALESCE(MAX(number), 0) + 1, $4, $5, $6, $7 FROM prompt_versions WHERE project = $1 AND prompt_id = $2 "
            + "ON CONFLICT DO NOTHING",
            prompt.Project, prompt.PromptId, prompt.Version, prompt.Text, prompt.Metadata, prompt.CreatedBy, prompt.CreatedAt).ConfigureAwait(false) == 1);

    public async ValueTask<IReadOnlyList<string>> NamesAsync(string project) => await database.ReadAsync(session => session.QueryAsync(
        "SELECT DISTINCT prompt_id FROM prompt_versions WHERE project = $1 ORDER BY prompt_id", Text, project)).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<string>> VersionsAsync(string project, string promptId) => await database.ReadAsync(session =>
        session.QueryAsync("SELECT version FROM prompt_versions WHERE project = $1 AND prompt_id = $2 ORDER BY number", Text, project, promptId))
        .ConfigureAwait(false);

    public ValueTask<PromptVersion?> FindAsync(string project, string promptId, string version) => database.ReadAsync(session =>
        session.FirstAsync(
            "SELECT project, prompt_id, version, body, metadata, created_by, created_at FROM prompt_versions "
            + "WHERE project = $1 AND prompt_id = $2 AND version = $3",
            Read, project, promptId, version));

    public ValueTask<string?> ResolveAsync(string project, string promptId, string? alias) => database.ReadAsync(session => alias is null
        ? session.FirstAsync(
            "SELECT version FROM prompt_versions WHERE project = $1 AND prompt_id = $2 ORDER BY number DESC LIMIT 1", Text, project, promptId)
        : session.FirstAsync(
            "SELECT version FROM prompt_aliases WHERE project = $1 AND prompt_id = $2 AND alias = $3", Text, project, promptId, alias));

    public Task<bool> PointAsync(string project, string promptId, string alias, string version, long at) => database.WriteAsync(
        WriteUrgency.Normal,
        async session => await session.ExecuteAsync(
            "INSERT INTO prompt_aliases (project, prompt_id, alias, version, updated_at) "
            + "SELECT project, prompt_id, $3, version, $5 FROM prompt_versions WHERE project = $1 AND prompt_id = $2 AND version = $4 "
            + "ON CONFLICT (project, prompt_id, alias) DO UPDATE SET version = excluded.version, updated_at = excluded.updated_at",
            project, promptId, alias, version, at).ConfigureAwait(false) == 1);

    public Task<bool> RemoveAliasAsync(string project, string promptId, string alias) => database.WriteAsync(
        WriteUrgency.Normal,
        async session => await session.ExecuteAsync(
            "DELETE FROM prompt_aliases WHERE project = $1 AND prompt_id = $2 AND alias = $3", project, promptId, alias).ConfigureAwait(false) == 1);

    public async ValueTask<IReadOnlyDictionary<string, string>> AliasesAsync(string project, string promptId)
    {
        var aliases = await database.ReadAsync(session => session.QueryAsync(
            "SELECT alias, version FROM prompt_aliases WHERE project = $1 AND prompt_id = $2 ORDER BY alias",
            row => (Alias: row.Text(0), Version: row.Text(1)), project, promptId)).ConfigureAwait(false);
        return aliases.ToDictionary(pair => pair.Alias, pair => pair.Version);
    }

    private static string Text(SqlRow row) => row.Text(0);

    private static PromptVersion Read(SqlRow row) => new()
    {
        Project = row.Text(0),
        PromptId = row.Text(1),
        Version = row.Text(2),
        Text = row.Text(3),
        Metadata = row.Text(4),
        CreatedBy = row.Text(5),
        CreatedAt = row.Integer(6),
    };
}
