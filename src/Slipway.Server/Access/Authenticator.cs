using Microsoft.AspNetCore.Http;
using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Access;

/// <summary>
/// Finds the caller behind a request's credential: <c>X-API-Key</c>, or <c>Authorization: Bearer</c>. Where a document knows no
/// credential, local callers need none.
/// </summary>
internal sealed class Authenticator(Keyring keyring, LoopbackRule loopback, AccessOptions access)
{
    private static readonly Caller Local = new("loopback", "loopback", Role.Operator, Project.Default);
    private static readonly Failure Missing = new(FailureKind.Unauthorized, "an API key is needed: X-API-Key, or Authorization: Bearer");
    private static readonly Failure Wrong = new(FailureKind.Unauthorized, "the API key is not valid");

    public async ValueTask<Result<Caller>> FindAsync(HttpContext http, ContractRoute route)
    {
        if (Credential(http, route) is { } key)
            return await keyring.FindAsync(key).ConfigureAwait(false) is { } caller ? caller : Wrong;
        if (!route.LoopbackOperator || access.LocalCallersNeedKeys)
            return Missing;
        return loopback.Objection(http) is { } objection
            ? new Failure(FailureKind.Unauthorized, $"{Missing.Message}; only callers on this machine need none, and {objection}")
            : Local;
    }

    private static string? Credential(HttpContext http, ContractRoute route) =>
        Credentials.ApiKey(http.Request) ?? Credentials.Bearer(http.Request)
            ?? (route.KeyInQuery && http.Request.Query["api_key"] is [{ Length: > 0 } query, ..] ? query : null);
}
