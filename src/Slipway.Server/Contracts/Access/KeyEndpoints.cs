using System.Text.Json;
using Slipway.Platform.Access;
using Slipway.Platform.Access.Keys;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Access;

/// <summary>The managed keys, for admins.</summary>
internal sealed class KeyEndpoints(ManagedKeys keys, Keyring keyring)
{
    public async Task<Failure?> ListAsync(Call call)
    {
        var all = await keys.ListAsync().ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("keys"u8);
            foreach (var key in all)
                Write(json, key, null);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>The key itself is shown this once.</summary>
    public async Task<Failure?> CreateAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var name = fields.Name("name") ?? "";
        var role = UserEndpoints.ReadRole(fields);
        if (fields.Failure is { } invalid)
            return invalid;
        var made = await keys.CreateAsync(call.Caller, name, role).ConfigureAwait(false);
        call.Http.Response.Headers.CacheControl = "no-store";
        return await call.AnswerAsync(json => Write(json, made.Key, made.Secret)).ConfigureAwait(false);
    }

    public async Task<Failure?> RevokeAsync(Call call)
    {
        var id = call.RouteValue("key_id");
        if (!await keys.RevokeAsync(call.Caller, id).ConfigureAwait(false))
            return new Failure(FailureKind.NotFound, $"There is no active key {id}");
        keyring.Forget();
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("status"u8, "revoked");
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, ApiKey key, string? secret)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, key.Id);
        if (secret is not null)
            json.WriteString("key"u8, secret);
        json.WriteString("name"u8, key.Name);
        json.WriteString("role"u8, key.Role.Name());
        json.WriteString("hint"u8, key.Hint);
        json.WriteString("created_by"u8, key.CreatedBy);
        json.WriteString("created_at"u8, Times.Iso(key.CreatedAt));
        json.WriteString("revoked_at"u8, key.RevokedAt is { } at ? Times.Iso(at) : null);
        json.WriteEndObject();
    }
}
