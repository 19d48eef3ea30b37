using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Http;

/// <summary>Reads what a request shows; whether it is worth anything is asked elsewhere.</summary>
internal static class Credentials
{
    private const string Scheme = "Bearer ";

    public static string? ApiKey(HttpRequest request) => request.Headers["X-API-Key"] is [{ Length: > 0 } key, ..] ? key : null;

    public static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization is [{ } value, ..] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && value.AsSpan(Scheme.Length).Trim() is { Length: > 0 } token
            ? token.ToString()
            : null;
}
