using System.Net.Sockets;

namespace Slipway.Protocol.Client;

/// <summary>Where an engine listens: HTTP over TCP, or over a Unix socket.</summary>
/// <param name="Base">The address below which <c>v1/…</c> lies, ending in a slash.</param>
public sealed record EngineAddress(Uri Base, string? Socket = null)
{
    public static EngineAddress Tcp(string address) =>
        new(new Uri(address.EndsWith('/') ? address : address + "/", UriKind.Absolute));

    public static EngineAddress Unix(string socket) => new(new Uri("http://engine/"), socket);

    public override string ToString() => Socket is null ? Base.ToString() : "unix:" + Socket;

    /// <summary>Connections to here. It follows no redirect, keeps no cookie and adds no header of its own.</summary>
    public SocketsHttpHandler CreateHandler(TimeSpan connectTimeout)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            UseProxy = Socket is null,
            UseCookies = false,
            AllowAutoRedirect = false,
            // A stream that is left early is closed at once, not read on for two seconds: the engine stops when it sees that.
            ResponseDrainTimeout = TimeSpan.Zero,
            // The client passes the caller's trace on itself; nothing else of ours is told.
            ActivityHeadersPropagator = null,
        };
        if (Socket is { } path)
            handler.ConnectCallback = async (_, cancellation) => await ConnectAsync(path, cancellation).ConfigureAwait(false);
        return handler;
    }

    private static async Task<NetworkStream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
