using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Slipway.Upstream;

/// <summary>
/// A small server that speaks OpenAI's API and generates words. It behaves as prompts tell it, and remembers what it was asked.
/// </summary>
public sealed class UpstreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _running;
    private int _mostRunning;

    private UpstreamServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>The bodies that came, as they came.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public ConcurrentQueue<string?> Credentials { get; } = [];

    public int Running => Volatile.Read(ref _running);

    /// <summary>The most requests that ever ran at once.</summary>
    public int MostRunning => Volatile.Read(ref _mostRunning);

    public static async Task<UpstreamServer> StartAsync(string? socket = null, string? url = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            if (socket is not null)
                kestrel.ListenUnixSocket(socket);
            else if (url is not null)
                kestrel.Listen(IPEndPoint.Parse(url));
            else
                kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        var server = new UpstreamServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Method == "GET")
        {
            await http.Response.WriteAsync("""{"status":"ok"}""");
            return;
        }

        var text = await new StreamReader(http.Request.Body).ReadToEndAsync();
        Requests.Enqueue(text);
        Credentials.Enqueue(http.Request.Headers.Authorization);
        InterlockedMax(Interlocked.Increment(ref _running));
        try
        {
            using var body = JsonDocument.Parse(text);
            await GenerateAsync(http, body.RootElement);
        }
        catch (OperationCanceledException)
        {
            // The caller went away.
        }
        catch (Exception exception) when (!http.Response.HasStarted
            && exception is InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or JsonException)
        {
            // What an engine says to a body that it cannot take.
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsync("""{"error":{"message":"the request is not valid","type":"invalid_request_error","param":"messages","code":"invalid_request"}}""");
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static async Task GenerateAsync(HttpContext http, JsonElement body)
    {
        var chats = http.Request.Path == "/v1/chat/completions";
        var prompt = chats ? body.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!
            : body.TryGetProperty("prompt", out var given) ? given.GetString()! : "";
        var directives = new Directives(prompt);
        await Task.Delay(directives.Hold, http.RequestAborted);
        if (directives.Status is { } status)
        {
            http.Response.StatusCode = status;
            if (directives.RetryAfter is { } seconds)
                http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await http.Response.WriteAsync("""{"error":{"message":"secret of the upstream","type":"server_error","param":"temperature"}}""");
            return;
        }

        if (directives.Garbage)
        {
            await http.Response.WriteAsync("<html>not JSON</html>");
            return;
        }

        var words = Enumerable.Range(1, Whole(body, "max_tokens") ?? 8).Select(i => $"word{i} ").ToList();
        if (directives.EchoTrace)
            words = [http.Request.Headers.TraceParent.ToString()];
        if (body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True)
            await StreamAsync(http, body, directives, words, chats);
        else
            await WholeAsync(http, body, directives, words, chats);
    }

    private static async Task WholeAsync(HttpContext http, JsonElement body, Directives directives, List<string> words, bool chats)
    {
        foreach (var (_, i) in words.Select((word, i) => (word, i)))
            await BeforeAsync(http, directives, i);
        var text = JsonSerializer.Serialize(string.Concat(words));
        var choice = chats
            ? $$"""{"index":0,"message":{"role":"assistant","content":{{text}}},"finish_reason":"length"}"""
            : $$"""{"index":0,"text":{{text}},"logprobs":null,"finish_reason":"length"}""";
        var usage = directives.NoUsage ? "" : $",\"usage\":{Usage(words.Count)}";
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(
            $$"""{"id":"x","object":"{{(chats ? "chat.completion" : "text_completion")}}","created":1,"model":{{Model(body)}},"choices":[{{choice}}]{{usage}}}""");
    }

    private static async Task StreamAsync(HttpContext http, JsonElement body, Directives directives, List<string> words, bool chats)
    {
        var continuous = body.TryGetProperty("stream_options", out var options)
            && options.TryGetProperty("continuous_usage_stats", out var wish) && wish.ValueKind == JsonValueKind.True && !directives.NoUsage;
        http.Response.ContentType = "text/event-stream";
        if (chats)
            await SendAsync("""{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}""", 0);
        for (var i = 0; i < words.Count; i++)
        {
            await BeforeAsync(http, directives, i);
            var text = JsonSerializer.Serialize(words[i]);
            await SendAsync(chats
                ? $$"""{"index":0,"delta":{"content":{{text}}},"finish_reason":null}"""
                : $$"""{"index":0,"text":{{text}},"logprobs":null,"finish_reason":null}""", i + 1);
        }

        await SendAsync(chats ? """{"index":0,"delta":{},"finish_reason":"length"}""" : """{"index":0,"text":"","logprobs":null,"finish_reason":"length"}""", words.Count);
        if (!directives.NoUsage && options.ValueKind == JsonValueKind.Object)
            await http.Response.WriteAsync($"data: {{\"id\":\"x\",\"object\":\"chunk\",\"created\":1,\"model\":{Model(body)},\"choices\":[],\"usage\":{Usage(words.Count)}}}\n\n");
        await http.Response.WriteAsync("data: [DONE]\n\n");

        async Task SendAsync(string choice, int tokens)
        {
            var usage = continuous ? $",\"usage\":{Usage(tokens)}" : "";
            await http.Response.WriteAsync(
                $"data: {{\"id\":\"x\",\"object\":\"chunk\",\"created\":1,\"model\":{Model(body)},\"choices\":[{choice}]{usage}}}\n\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private static async Task BeforeAsync(HttpContext http, Directives directives, int token)
    {
        if (directives.CrashAfter == token)
            Process.GetCurrentProcess().Kill();
        if (directives.CutAfter == token)
        {
            http.Abort();
            throw new OperationCanceledException();
        }

        if (directives.Delay > 0)
            await Task.Delay(directives.Delay, http.RequestAborted);
        http.RequestAborted.ThrowIfCancellationRequested();
    }

    private static string Usage(int tokens) => $$"""{"prompt_tokens":5,"completion_tokens":{{tokens}},"total_tokens":{{5 + tokens}}}""";

    private static string Model(JsonElement body) => body.TryGetProperty("model", out var model) ? model.GetRawText() : "null";

    private static int? Whole(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private void InterlockedMax(int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref _mostRunning)) && Interlocked.CompareExchange(ref _mostRunning, value, seen) != seen)
        {
        }
    }
}
