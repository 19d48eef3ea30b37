using System.Collections.Concurrent;
using System.Collections.Frozen;
using Slipway.Platform.Access.Users;
using Slipway.Platform.Common;

namespace Slipway.Platform.Access;

/// <summary>
/// Finds who a key or a user's token belongs to. Configured keys are in memory; what is managed is read from the store and believed
/// for a second, so that a key made or revoked by another process counts at once.
/// </summary>
public sealed class Keyring
{
    /// <summary>What all tokens begin with.</summary>
    public const string TokenPrefix = "slt-";

    private static readonly TimeSpan Belief = TimeSpan.FromSeconds(1);
    private const int MostBelieved = 10_000;

    private readonly FrozenDictionary<KeyDigest, Caller> _configured;
    private readonly ConcurrentDictionary<KeyDigest, (Caller Caller, long Since)> _believed = [];
    private readonly IKeyStore _keys;
    private readonly IUserStore _users;
    private readonly TimeProvider _time;

    public Keyring(IReadOnlyList<ConfiguredKey> configured, IKeyStore keys, IUserStore users, TimeProvider time)
    {
        (_keys, _users, _time) = (keys, users, time);
        _configured = configured.ToFrozenDictionary(key => KeyDigest.Of(key.Key), key =>
        {
            var id = "key-" + KeyDigest.Of(key.Key).ToString()[..12];
            return new Caller(id, id, key.Role, Project.Default);
        });
    }

    public ValueTask<Caller?> FindAsync(string credential)
    {
        var digest = KeyDigest.Of(credential);
        if (_configured.TryGetValue(digest, out var caller))
            return new(caller);
        if (_believed.TryGetValue(digest, out var known) && _time.GetElapsedTime(known.Since) < Belief)
            return new(known.Caller);
        return AskStoreAsync(digest, credential.StartsWith(TokenPrefix, StringComparison.Ordinal));
    }

    /// <summary>Something has been revoked here: nothing is believed that was read before.</summary>
    public void Forget() => _believed.Clear();

    private async ValueTask<Caller?> AskStoreAsync(KeyDigest digest, bool isToken)
    {
        var caller = isToken
            ? (await _users.FindByTokenAsync(digest, _time.Now()).ConfigureAwait(false))?.Caller
            : await _keys.FindAsync(digest).ConfigureAwait(false) is { } key ? new Caller(key.Id, key.Name, key.Role, key.Project) : null;
        if (caller is null)
        {
            _believed.TryRemove(digest, out _);
            return null;
        }

        if (_believed.Count >= MostBelieved)
            _believed.Clear();
        _believed[digest] = (caller, _time.GetTimestamp());
        return caller;
    }
}
