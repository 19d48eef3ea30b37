using System.Net;
using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Limits;

/// <summary>
/// Whose request it is: the socket's peer or, where that is a proxy that the operator trusts, the last hop before it that isn't. What
/// clients write into the header themselves stands further left and is never believed.
/// </summary>
public sealed class ClientAddresses(IReadOnlyList<IPNetwork> trustedProxies)
{
    public string Of(HttpContext http)
    {
        var address = Plain(http.Connection.RemoteIpAddress ?? IPAddress.None);
        if (!IsTrusted(address))
            return address.ToString();
        var hops = string.Join(',', http.Request.Headers["X-Forwarded-For"].AsEnumerable()).Split(',', StringSplitOptions.TrimEntries);
        for (var hop = hops.Length - 1; hop >= 0 && IsTrusted(address) && IPAddress.TryParse(hops[hop], out var before); hop--)
            address = Plain(before);
        return address.ToString();
    }

    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    public bool IsProxy(IPAddress address) => IsTrusted(Plain(address));

    private bool IsTrusted(IPAddress address) => trustedProxies.Any(network => network.Contains(address));
}
