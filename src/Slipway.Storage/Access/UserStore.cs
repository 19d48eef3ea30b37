using Slipway.Platform.Access;
using Slipway.Platform.Access.Users;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Access;

/// <inheritdoc/>
public sealed class UserStore(IDatabase database) : IUserStore
{
    private const string Columns = "u.id, u.project, u.name, u.role, u.created_at, u.updated_at";

    public Task<bool> AddAsync(User user, string passwordHash) => database.WriteAsync(WriteUrgency.Normal, async session =>
        await session.ExecuteAsync(
            "INSERT INTO users (id, project, name, role, password_hash, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
            user.Id, user.Project, user.Name, user.Role.Name(), passwordHash, user.CreatedAt, user.UpdatedAt).ConfigureAwait(false) == 1);

    public ValueTask<StoredUser?> FindAsync(string name) => database.ReadAsync(session => session.FirstAsync(
        $"SELECT {Columns}, u.password_hash FROM users u WHERE u.name = $1", row => new StoredUser(Read(row), row.Text(6)), name));

    public async ValueTask<IReadOnlyList<User>> ListAsync() => await database.ReadAsync(session => session.QueryAsync(
        $"SELECT {Columns} FROM users u ORDER BY u.name", Read)).ConfigureAwait(false);

    public Task<bool> SetPasswordAsync(string userId, string passwordHash, long at) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        await session.ExecuteAsync("DELETE FROM user_tokens WHERE user_id = $1", userId).ConfigureAwait(false);
        return await session.ExecuteAsync(
            "UPDATE users SET password_hash = $2, updated_at = $3 WHERE id = $1", userId, passwordHash, at).ConfigureAwait(false) == 1;
    });

    public Task<bool> RemoveAsync(string userId) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        await session.ExecuteAsync("DELETE FROM user_tokens WHERE user_id = $1", userId).ConfigureAwait(false);
        return await session.ExecuteAsync("DELETE FROM users WHERE id = $1", userId).ConfigureAwait(false) == 1;
    });

    public Task<bool> AddTokenAsync(KeyDigest token, StoredUser user, long at, long expiresAt) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        await session.ExecuteAsync("DELETE FROM user_tokens WHERE expires_at <= $1", at).ConfigureAwait(false);
        return await session.ExecuteAsync(
            "INSERT INTO user_tokens (digest, user_id, created_at, expires_at) SELECT $1, id, $4, $5 FROM users WHERE id = $2 AND password_hash = $3",
            token.ToString(), user.User.Id, user.PasswordHash, at, expiresAt).ConfigureAwait(false) == 1;
    });

    public Task RemoveTokenAsync(KeyDigest token) => database.WriteAsync(WriteUrgency.Normal, session =>
        session.ExecuteAsync("DELETE FROM user_tokens WHERE digest = $1", token.ToString()));

    public ValueTask<User?> FindByTokenAsync(KeyDigest token, long at) => database.ReadAsync(session => session.FirstAsync(
        $"SELECT {Columns} FROM user_tokens t JOIN users u ON u.id = t.user_id WHERE t.digest = $1 AND t.expires_at > $2", Read, token.ToString(), at));

    private static User Read(SqlRow row) => new(
        row.Text(0),
        row.Text(1),
        row.Text(2),
        Roles.TryParse(row.Text(3), out var role) ? role : throw new StorageException($"unknown role '{row.Text(3)}'"),
        row.Integer(4),
        row.Integer(5));
}
