using Slipway.Platform.Access;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Access;

/// <inheritdoc/>
public sealed class KeyStore(IDatabase database) : IKeyStore
{
    private const string Columns = "id, project, name, role, hint, created_by, created_at, revoked_at";

    public Task AddAsync(ApiKey key, KeyDigest digest) => database.WriteAsync(WriteUrgency.Normal, session => session.ExecuteAsync(
        "INSERT INTO api_keys (id, project, name, role, digest, hint, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        key.Id, key.Project, key.Name, key.Role.Name(), digest.ToString(), key.Hint, key.CreatedBy, key.CreatedAt));

    public ValueTask<ApiKey?> FindAsync(KeyDigest digest) => database.ReadAsync(session => session.FirstAsync(
        $"SELECT {Columns} FROM api_keys WHERE digest = $1 AND revoked_at IS NULL", Read, digest.ToString()));

    public async ValueTask<IReadOnlyList<ApiKey>> ListAsync() => await database.ReadAsync(session => session.QueryAsync(
        $"SELECT {Columns} FROM api_keys ORDER BY id", Read)).ConfigureAwait(false);

    public Task<bool> RevokeAsync(string id, long at) => database.WriteAsync(WriteUrgency.Normal, async session =>
        await session.ExecuteAsync("UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id, at).ConfigureAwait(false) == 1);

    private static ApiKey Read(SqlRow row) => new(
        row.Text(0),
        row.Text(1),
        row.Text(2),
        Roles.TryParse(row.Text(3), out var role) ? role : throw new StorageException($"unknown role '{row.Text(3)}'"),
        row.Text(4),
        row.Text(5),
        row.Integer(6))
    {
        RevokedAt = row.IntegerOrNull(7),
    };
}
