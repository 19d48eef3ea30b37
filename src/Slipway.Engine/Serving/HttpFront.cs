using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Slipway.Engine.Endpoints;

namespace Slipway.Engine.Serving;

/// <summary>
/// Kestrel without a host around it: no configuration, no dependency injection, no middleware, which is most of what an ASP.NET process
/// does before it answers its first request.
/// </summary>
internal sealed class HttpFront(RequestDelegate handler) : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private const long MostBodyBytes = 64 << 20;

    private KestrelServer? _server;

    /// <summary>Addresses that it listens at, with the ports that it got.</summary>
    public IReadOnlyCollection<string> Addresses { get; private set; } = [];

    /// <exception cref="IOException">An address is taken or cannot be listened at.</exception>
    /// <exception cref="FormatException">An address is none.</exception>
    public async Task StartAsync(EngineOptions engine, CancellationToken cancellation)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = MostBodyBytes;
        // A stream may wait long for its first token; only the client's own patience limits it.
        options.Limits.MinResponseDataRate = null;
        foreach (var url in engine.Urls)
            Listen(options, url);
        if (engine.Socket is { } socket)
        {
            // A socket file outlives a killed process; nobody can be behind it while we may bind it.
            File.Delete(socket);
            options.ListenUnixSocket(socket);
        }
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        await _server.StartAsync(this, cancellation);
        Addresses = [.. _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses];
    }

    public HttpContext CreateContext(IFeatureCollection features) => new DefaultHttpContext(features);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await handler(context);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // The client went; its generations were cancelled with it.
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException exception)
        {
            var code = exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? "payload_too_large" : "invalid_request";
            await Replies.ErrorAsync(context, code, exception.Message);
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"slipway engine: {context.Request.Method} {context.Request.Path}: {exception}");
            if (!context.Response.HasStarted)
                await Replies.ErrorAsync(context, "internal_error", "the engine failed");
            else
                context.Abort();
        }
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <summary>Takes no more connections and ends those that are open.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }

    private static void Listen(KestrelServerOptions options, string url)
    {
        var address = BindingAddress.Parse(url);
        if (address.Scheme != "http")
            throw new FormatException($"{url} is not an http:// address");
        if (address.Port is < 0 or > IPEndPoint.MaxPort)
            throw new FormatException($"{url}: a port is a number from 0 to {IPEndPoint.MaxPort}");
        if (address.Host == "localhost")
            options.ListenLocalhost(address.Port);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
            options.Listen(ip, address.Port);
        else
            options.ListenAnyIP(address.Port);
    }
}
