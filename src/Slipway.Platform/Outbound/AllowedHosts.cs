using System.Net;

namespace Slipway.Platform.Outbound;

/// <summary>Hosts that the operator trusts although they are not public: names, <c>*.suffixes</c>, addresses and networks.</summary>
public sealed class AllowedHosts
{
    public static readonly AllowedHosts None = new([], []);

    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<IPNetwork> _networks;

    private AllowedHosts(IReadOnlyList<string> names, IReadOnlyList<IPNetwork> networks) => (_names, _networks) = (names, networks);

    public static AllowedHosts Parse(string text, out string? problem)
    {
        problem = null;
        var names = new List<string>();
        var networks = new List<IPNetwork>();
        foreach (var entry in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPAddress.TryParse(entry.Trim('[', ']'), out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(entry, out var network))
                networks.Add(network);
            else if (Uri.CheckHostName(entry.StartsWith("*.", StringComparison.Ordinal) ? entry[2..] : entry) == UriHostNameType.Dns)
                names.Add(entry);
            else
                problem ??= $"has '{entry}', which is none of them";
        }

        return new AllowedHosts(names, networks);
    }

    public bool Contains(string host, IPAddress address) =>
        _names.Any(name => name.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(name, StringComparison.OrdinalIgnoreCase))
        || _networks.Any(network => network.Contains(address));
}
