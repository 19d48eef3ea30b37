using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Access;

/// <summary>Which other sites' pages may read answers. Naming all (<c>*</c>) lets them read, but makes none of them local.</summary>
internal sealed class CrossOrigins(IReadOnlyList<string> origins)
{
    public const string Any = "*";

    private const string MayRead = "Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Idempotency-Key, traceparent";
    private const string Methods = "GET, POST, PUT, PATCH, DELETE";
    private const string MaxAge = "600";

    private readonly FrozenSet<string> _named = origins.Where(origin => origin != Any).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private readonly bool _any = origins.Contains(Any);

    public bool Names(string origin) => _named.Contains(origin);

    /// <summary>Says to browsers what they may do. True where that was all that was asked.</summary>
    public bool Answer(HttpContext http)
    {
        if (http.Request.Headers.Origin is not [{ Length: > 0 } origin, ..] || !(_any || Names(origin)))
            return false;
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Append("Vary", "Origin");
        headers.AccessControlExposeHeaders = MayRead;
        if (!HttpMethods.IsOptions(http.Request.Method) || !http.Request.Headers.ContainsKey("Access-Control-Request-Method"))
            return false;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = MaxAge;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
