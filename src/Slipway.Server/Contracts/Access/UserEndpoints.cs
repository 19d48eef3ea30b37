using System.Text.Json;
using Slipway.Platform.Access;
using Slipway.Platform.Access.Users;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Access;

/// <summary>The users, for admins.</summary>
internal sealed class UserEndpoints(UserAccounts users, Keyring keyring)
{
    public async Task<Failure?> ListAsync(Call call)
    {
        var all = await users.ListAsync().ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("users"u8);
            foreach (var user in all)
                Write(json, user, null);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> FindAsync(Call call)
    {
        var name = call.RouteValue("username");
        return await users.FindAsync(name).ConfigureAwait(false) is { } user
            ? await call.AnswerAsync(json => Write(json, user, null)).ConfigureAwait(false)
            : new Failure(FailureKind.NotFound, $"User not found: {name}");
    }

    /// <summary>Without a password one is made, and shown this once.</summary>
    public async Task<Failure?> CreateAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var name = fields.RequiredName("username", User.LongestName);
        var password = fields.Text("password", User.LongestPassword);
        var role = ReadRole(fields);
        if (fields.Failure is { } invalid)
            return invalid;
        var made = password is null ? UserAccounts.RandomPassword() : null;
        var created = await users.CreateAsync(call.Caller, name, password ?? made!, role).ConfigureAwait(false);
        return created.Succeeded
            ? await call.AnswerAsync(json => Write(json, created.Value, made)).ConfigureAwait(false)
            : created.Failure;
    }

    public async Task<Failure?> SetPasswordAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var password = fields.RequiredText("password", User.LongestPassword);
        if (fields.Failure is { } invalid)
            return invalid;
        var name = call.RouteValue("username");
        var failure = await users.SetPasswordAsync(call.Caller, name, password).ConfigureAwait(false);
        keyring.Forget();
        return failure ?? await call.AnswerAsync(json => WriteMessage(json, $"Password of {name} changed; its tokens have ended")).ConfigureAwait(false);
    }

    public async Task<Failure?> DeleteAsync(Call call)
    {
        var name = call.RouteValue("username");
        var failure = await users.DeleteAsync(call.Caller, name).ConfigureAwait(false);
        keyring.Forget();
        return failure ?? await call.AnswerAsync(json => WriteMessage(json, $"User {name} deleted successfully")).ConfigureAwait(false);
    }

    public static Role ReadRole(Fields fields)
    {
        if (fields.Text("role") is not { } text)
            return Role.Operator;
        if (!Roles.TryParse(text, out var role))
            fields.Wrong("role", $"must be {Roles.Allowed}");
        return role;
    }

    private static void WriteMessage(Utf8JsonWriter json, string message)
    {
        json.WriteStartObject();
        json.WriteString("message"u8, message);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, User user, string? password)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, user.Id);
        json.WriteString("username"u8, user.Name);
        json.WriteString("role"u8, user.Role.Name());
        if (password is not null)
            json.WriteString("password"u8, password);
        json.WriteString("created_at"u8, Times.Iso(user.CreatedAt));
        json.WriteString("updated_at"u8, Times.Iso(user.UpdatedAt));
        json.WriteEndObject();
    }
}
