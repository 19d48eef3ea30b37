using System.Collections.Concurrent;
using System.Collections.Frozen;
using Slipway.Platform.Common;

namespace Slipway.Platform.Access;

/// <summary>
/// Finds who a key belongs to. Configured keys are in memory; a managed one is read from the store and believed for a second,
/// so that a key made or revoked by another process counts at once.
/// </summary>
public sealed class Keyring
{
    private static readonly TimeSpan Belief = TimeSpan.FromSeconds(1);
    private const int MostBelieved = 10_000;

    private readonly FrozenDictionary<KeyDigest, Caller> _configured;
    private readonly ConcurrentDictionary<KeyDigest, (Caller Caller, long Since)> _believed = [];
    private readonly IKeyStore _store;
    private readonly TimeProvider _time;

    public Keyring(IReadOnlyList<ConfiguredKey> configured, IKeyStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        _configured = configured.ToFrozenDictionary(key => KeyDigest.Of(key.Key), key =>
        {
            var id = "key-" + KeyDigest.Of(key.Key).ToString()[..12];
            return new Caller(id, id, key.Role, Project.Default);
        });
    }

    public ValueTask<Caller?> FindAsync(string key)
    {
        var digest = KeyDigest.Of(key);
        if (_configured.TryGetValue(digest, out var caller))
            return new(caller);
        if (_believed.TryGetValue(digest, out var known) && _time.GetElapsedTime(known.Since) < Belief)
            return new(known.Caller);
        return AskStoreAsync(digest);
    }

    private async ValueTask<Caller?> AskStoreAsync(KeyDigest digest)
    {
        var key = await _store.FindAsync(digest).ConfigureAwait(false);
        if (key is null)
        {
            _believed.TryRemove(digest, out _);
            return null;
        }

        var caller = new Caller(key.Id, key.Name, key.Role, key.Project);
        if (_believed.Count >= MostBelieved)
            _believed.Clear();
        _believed[digest] = (caller, _time.GetTimestamp());
        return caller;
    }
}
