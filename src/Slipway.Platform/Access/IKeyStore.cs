namespace Slipway.Platform.Access;

public interface IKeyStore
{
    Task AddAsync(ApiKey key, KeyDigest digest);

    /// <summary>The key with this digest, unless it is revoked.</summary>
    ValueTask<ApiKey?> FindAsync(KeyDigest digest);

    ValueTask<IReadOnlyList<ApiKey>> ListAsync();

    /// <summary>False where no such key is active.</summary>
    Task<bool> RevokeAsync(string id, long at);
}
