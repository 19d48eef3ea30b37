using Microsoft.AspNetCore.Http;
using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Access;

/// <summary>Finds the caller behind a request's credential: <c>X-API-Key</c>, or <c>Authorization: Bearer</c>.</summary>
internal sealed class Authenticator(Keyring keyring)
{
    private static readonly Failure Missing = new(FailureKind.Unauthorized, "an API key is needed: X-API-Key, or Authorization: Bearer");
    private static readonly Failure Wrong = new(FailureKind.Unauthorized, "the API key is not valid");

    public async ValueTask<Result<Caller>> FindAsync(HttpContext http, ContractRoute route)
    {
        if (Credential(http, route) is not { } key)
            return Missing;
        return await keyring.FindAsync(key).ConfigureAwait(false) is { } caller ? caller : Wrong;
    }

    private static string? Credential(HttpContext http, ContractRoute route)
    {
        return Credentials.ApiKey(http.Request) ?? Credentials.Bearer(http.Request)
            ?? (route.KeyInQuery && http.Request.Query["api_key"] is [{ Length: > 0 } query, ..] ? query : null);
    }
}
