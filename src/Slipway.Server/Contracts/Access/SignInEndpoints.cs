using System.Globalization;
using Slipway.Platform.Access;
using Slipway.Platform.Access.Users;
using Slipway.Platform.Common;
using Slipway.Server.Http;
using Slipway.Server.Limits;

namespace Slipway.Server.Contracts.Access;

/// <summary>Tokens for passwords.</summary>
internal sealed class SignInEndpoints(UserAccounts users, Keyring keyring, ClientAddresses addresses)
{
    public async Task<Failure?> SignInAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var name = fields.RequiredName("username", User.LongestName);
        var password = fields.RequiredText("password", User.LongestPassword);
        if (fields.Failure is { } invalid)
            return invalid;
        var signedIn = await users.SignInAsync(name, password, addresses.Of(call.Http)).ConfigureAwait(false);
        if (!signedIn.Succeeded)
            return signedIn.Failure;
        call.Http.Response.Headers.CacheControl = "no-store";
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("token"u8, signedIn.Value.Token);
            json.WriteString("expires_at"u8, signedIn.Value.ExpiresAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>Ends the token that the request carries.</summary>
    public async Task<Failure?> SignOutAsync(Call call)
    {
        var token = Credentials.ApiKey(call.Http.Request) ?? Credentials.Bearer(call.Http.Request);
        if (token?.StartsWith(Keyring.TokenPrefix, StringComparison.Ordinal) != true)
            return new Failure(FailureKind.Conflict, "the request carries a key, not a token; an admin may revoke it");
        await users.SignOutAsync(token).ConfigureAwait(false);
        keyring.Forget();
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("message"u8, "Signed out");
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public Task<Failure?> MeAsync(Call call) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("id"u8, call.Caller.Id);
        json.WriteString("name"u8, call.Caller.Name);
        json.WriteString("role"u8, call.Caller.Role.Name());
        json.WriteEndObject();
    });
}
