using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Protocol.Client;

namespace Slipway.Protocol.Tests.Client;

/// <summary>A web server on a Unix socket that answers everything with one handler.</summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeEngine(WebApplication app, EngineAddress address) => (_app, Address) = (app, address);

    public EngineAddress Address { get; }

    public static async Task<FakeEngine> StartAsync(RequestDelegate handler)
    {
        var socket = Path.Combine(Path.GetTempPath(), $"slipway-{Guid.NewGuid():N}.sock");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        var app = builder.Build();
        app.Run(handler);
        await app.StartAsync();
        return new FakeEngine(app, EngineAddress.Unix(socket));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
