using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Common;

namespace Slipway.Platform.Access.Keys;

/// <summary>The keys that are made and revoked while the server runs.</summary>
public sealed class ManagedKeys(IKeyStore store, IAuditLog audit, TimeProvider time)
{
    private const string Kind = "key";
    private const int Bytes = 32;
    private const int HintLength = 10;

    public ValueTask<IReadOnlyList<ApiKey>> ListAsync() => store.ListAsync();

    public async Task<MadeKey> CreateAsync(Caller caller, string name, Role role)
    {
        var secret = "sk-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        var key = new ApiKey(Ids.New(time), caller.Project, name, role, secret[..HintLength], caller.Name, time.Now());
        await store.AddAsync(key, KeyDigest.Of(secret)).ConfigureAwait(false);
        await audit.RecordAsync(caller, "create", Kind, key.Id, after: new JsonObject { ["name"] = name, ["role"] = role.Name() }).ConfigureAwait(false);
        return new MadeKey(key, secret);
    }

    /// <summary>False where no such key is active.</summary>
    public async Task<bool> RevokeAsync(Caller caller, string id)
    {
        if (!await store.RevokeAsync(id, time.Now()).ConfigureAwait(false))
            return false;
        await audit.RecordAsync(caller, "revoke", Kind, id).ConfigureAwait(false);
        return true;
    }
}
