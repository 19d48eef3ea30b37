using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>Where the server listens.</summary>
internal static class Addresses
{
    private static readonly int[] Ports = [8000, 8105];

    /// <summary>The configured ones, else both documented ports on loopback: https where there is a certificate.</summary>
    public static IReadOnlyList<string> Of(SettingValues settings)
    {
        if (settings.Get(ServeSettings.Urls) is { Length: > 0 } text)
            return text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var scheme = settings.Get(ListenSettings.TlsCertificate).Length > 0 ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        string[] hosts = HasIpv6() ? ["127.0.0.1", "[::1]"] : ["127.0.0.1"];
        return [.. Ports.SelectMany(port => hosts.Select(host => $"{scheme}://{host}:{port}"))];
    }

    public static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Host == "localhost"
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    private static bool HasIpv6() => Socket.OSSupportsIPv6 && NetworkInterface.GetAllNetworkInterfaces()
        .Any(nic => nic.GetIPProperties().UnicastAddresses.Any(address => address.Address.Equals(IPAddress.IPv6Loopback)));
}
