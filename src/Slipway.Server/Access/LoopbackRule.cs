using System.Net;
using Microsoft.AspNetCore.Http;
using Slipway.Server.Limits;

namespace Slipway.Server.Access;

/// <summary>
/// Who is believed to sit at this very machine: the socket's own peer is loopback, no proxy stands between, the name asked for is a
/// loopback one (a rebound DNS name isn't), and no page of another site sent the request.
/// </summary>
internal sealed class LoopbackRule(ClientAddresses addresses, CrossOrigins origins)
{
    private static readonly string[] Forwarding =
    [
        "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Server",
        "X-Forwarded-Prefix", "X-Real-IP", "X-Client-IP", "X-Original-Host", "X-Original-For", "CF-Connecting-IP", "True-Client-IP",
    ];

    /// <summary>Why the caller isn't one; null where it is.</summary>
    public string? Objection(HttpContext http)
    {
        var request = http.Request;
        if (http.Connection.RemoteIpAddress is not { } peer || !IPAddress.IsLoopback(ClientAddresses.Plain(peer)) || addresses.IsProxy(peer))
            return "the request comes from another machine";
        if (Array.Find(Forwarding, request.Headers.ContainsKey) is { } header)
            return $"the request was forwarded (it has the header {header})";
        if (!IsLoopback(request.Host))
            return "the Host is not a loopback name";
        if (request.Headers.Origin is [{ } origin, ..])
            return IsOwn(origin, request) || origins.Names(origin) ? null : "the Origin is another site";
        // Pages may send some requests without saying where they are from. A link that somebody follows is harmless.
        return request.Headers["Sec-Fetch-Site"] == "cross-site" && request.Headers["Sec-Fetch-Mode"] != "navigate"
            ? "the request was sent by the page of another site"
            : null;
    }

    private static bool IsOwn(string origin, HttpRequest request) =>
        origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private static bool IsLoopback(HostString host) => host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.AsSpan().Trim("[]"), out var address) && IPAddress.IsLoopback(address));
}
