using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Platform.Outbound;

/// <summary>Opens connections for one purpose. A name is resolved here, once, and what is checked is what is connected to.</summary>
internal sealed class OutboundConnector(OutboundPolicy policy, OutboundPurpose purpose)
{
    private readonly ConcurrentDictionary<string, bool> _own = [];

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        // All or none: a name with one bad address is somebody's trick, and which one answers first is chance.
        foreach (var address in addresses)
        {
            if (policy.Refuses(purpose, host, address) is { } refusal)
                throw new OutboundRefusedException(refusal);
            if (policy.IsOwn(address, port))
            {
                _own[Key(context.InitialRequestMessage.RequestUri!)] = true;
                CheckOwn(context.InitialRequestMessage.RequestUri!);
            }
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Also for requests that take a connection which is open already.</summary>
    public void Check(Uri address)
    {
        if (_own.ContainsKey(Key(address)))
            CheckOwn(address);
    }

    private void CheckOwn(Uri address)
    {
        if (OutboundPolicy.RefusesOwn(purpose, address) is { } refusal)
            throw new OutboundRefusedException(refusal);
    }

    private static string Key(Uri address) => address.IdnHost + ":" + address.Port;
}
