using System.Net;
using System.Net.NetworkInformation;

namespace Slipway.Platform.Outbound;

/// <summary>Which addresses may be called for which purpose.</summary>
/// <param name="allowed">Hosts that are called although they are not public.</param>
/// <param name="ownPorts">The ports that this server listens at.</param>
public sealed class OutboundPolicy(AllowedHosts allowed, Func<IReadOnlyCollection<int>> ownPorts)
{
    /// <summary>What a back end is asked for. Everything else on our own listeners would be done in the server's name.</summary>
    private static readonly string[] OwnPaths = ["/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/models"];

    /// <summary>Why the address may not be called; null where it may.</summary>
    /// <param name="purpose">What for.</param>
    /// <param name="host">The host as the caller wrote it.</param>
    /// <param name="address">What it resolved to.</param>
    public string? Refuses(OutboundPurpose purpose, string host, IPAddress address)
    {
        address = AddressRanges.Unwrap(address);
        if (AddressRanges.IsForbidden(address))
            return $"{host} is {address}, an address that is never called";
        return purpose != OutboundPurpose.BackEnd && AddressRanges.IsPrivate(address) && !allowed.Contains(host, address)
            ? $"{host} is {address}, which is not public; the operator can allow it in ALLOWED_HOSTS"
            : null;
    }

    /// <summary>The address leads back to this very server.</summary>
    public bool IsOwn(IPAddress address, int port)
    {
        if (!ownPorts().Contains(port))
            return false;
        address = AddressRanges.Unwrap(address);
        return IPAddress.IsLoopback(address) || NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(nic => nic.GetIPProperties().UnicastAddresses).Any(own => own.Address.Equals(address));
    }

    public static string? RefusesOwn(OutboundPurpose purpose, Uri address) =>
        purpose == OutboundPurpose.BackEnd && OwnPaths.Contains(address.AbsolutePath) ? null : $"{address.Authority} is this server itself";
}
