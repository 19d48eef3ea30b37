namespace Slipway.Platform.Access.Users;

public interface IUserStore
{
    /// <summary>False where the name is taken.</summary>
    Task<bool> AddAsync(User user, string passwordHash);

    ValueTask<StoredUser?> FindAsync(string name);

    ValueTask<IReadOnlyList<User>> ListAsync();

    /// <summary>Ends all tokens of the user too. False where there is no such user.</summary>
    Task<bool> SetPasswordAsync(string userId, string passwordHash, long at);

    /// <summary>Ends all tokens of the user too. False where there is no such user.</summary>
    Task<bool> RemoveAsync(string userId);

    /// <summary>Tokens that have expired are forgotten with it. False where the user has gone, or has another password by now.</summary>
    Task<bool> AddTokenAsync(KeyDigest token, StoredUser user, long at, long expiresAt);

    Task RemoveTokenAsync(KeyDigest token);

    /// <summary>Whose token it is, unless it has expired.</summary>
    ValueTask<User?> FindByTokenAsync(KeyDigest token, long at);
}
