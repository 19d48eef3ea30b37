using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Slipway.Server.Tests.Telemetry;

public sealed class TracingTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = $"00-{TraceId}-b7ad6b7169203331-01";

    [Fact]
    public async Task A_callers_trace_reaches_the_engine_directly_and_through_the_queue()
    {
        await using var server = await TestServer.StartReadyAsync();
        server.Client.DefaultRequestHeaders.Add("traceparent", Parent);

        var direct = await server.Client.PostAsJsonAsync("v1/completions", new { prompt = "[[echo-trace]]", max_tokens = 1 });
        var queued = await server.ResultAsync(await server.SubmitAsync("[[echo-trace]]"));

        Assert.Contains($"00-{TraceId}-", await direct.Content.ReadAsStringAsync());
        Assert.Contains($"00-{TraceId}-", (string)queued["result"]!);
    }

    [Fact]
    public async Task Spans_and_metrics_reach_a_collector()
    {
        var received = new ConcurrentDictionary<string, byte[]>();
        await using var collector = await CollectAsync(received);
        await using (var server = await TestServer.StartAsync(null, ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First())))
        {
            server.Client.DefaultRequestHeaders.Add("traceparent", Parent);
            await server.ResultAsync(await server.SubmitAsync("hello", 1));
        }

        var traces = received["/v1/traces"];
        Assert.True(traces.AsSpan().IndexOf(Convert.FromHexString(TraceId)) > 0, "the caller's trace is not there");
        Assert.True(traces.AsSpan().IndexOf("POST /generate"u8) > 0);
        Assert.True(traces.AsSpan().IndexOf("slipway"u8) > 0);
        Assert.True(received["/v1/metrics"].AsSpan().IndexOf("slipway.generation.tokens"u8) > 0);
        Assert.DoesNotContain(TestServer.Key, Encoding.Latin1.GetString(traces));
    }

    /// <summary>A collector that keeps everything it gets, by path.</summary>
    private static async Task<WebApplication> CollectAsync(ConcurrentDictionary<string, byte[]> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async http =>
        {
            var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.AddOrUpdate(http.Request.Path, body.ToArray(), (_, before) => [.. before, .. body.ToArray()]);
            http.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        return app;
    }
}
