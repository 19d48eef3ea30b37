using System.Collections.Concurrent;

namespace Slipway.Platform.Outbound;

/// <inheritdoc cref="IOutboundHttp"/>
public sealed class OutboundHttp(OutboundPolicy policy) : IOutboundHttp, IDisposable
{
    private const int MostRedirects = 5;

    private readonly ConcurrentDictionary<OutboundPurpose, HttpClient> _clients = [];

    public HttpClient For(OutboundPurpose purpose) => _clients.GetOrAdd(
        purpose, wanted => new HttpClient(CreateHandler(wanted)) { Timeout = Timeout.InfiniteTimeSpan });

    public HttpMessageHandler CreateHandler(OutboundPurpose purpose)
    {
        var connector = new OutboundConnector(policy, purpose);
        var sockets = new SocketsHttpHandler
        {
            ConnectCallback = connector.ConnectAsync,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            // A name is resolved again now and then.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            // A proxy would resolve names by itself, out of the policy's sight.
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            // A stream that is left early is closed at once: the other side stops when it sees that.
            ResponseDrainTimeout = TimeSpan.Zero,
            ActivityHeadersPropagator = null,
        };
        return new OutboundHandler(connector, purpose is OutboundPurpose.Download or OutboundPurpose.Import ? MostRedirects : 0, sockets);
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }
}
