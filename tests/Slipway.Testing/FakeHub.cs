using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Slipway.Testing;

/// <summary>
/// Speaks the hub's protocol on one port of this machine and serves large files from another, as the real one does from
/// another host. A test may step in before either answers; who returns true has answered.
/// </summary>
public sealed class FakeHub : IAsyncDisposable
{
    public const string Repository = "org/model";

    private readonly WebApplication _hub;
    private readonly WebApplication _cdn;

    private FakeHub()
    {
        _hub = Create(async context =>
        {
            if (OnHub is null || !await OnHub(context))
                await AnswerAsync(context);
        }, isCdn: false);
        _cdn = Create(async context =>
        {
            var content = Files.Values.Concat(Old).First(bytes => Sha256(bytes) == context.Request.Path.Value!.Trim('/'));
            if (OnCdn is null || !await OnCdn(context, content))
                await SendAsync(context, content);
        }, isCdn: true);
    }

    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>Contents that no file has any more, but that still can be downloaded.</summary>
    public List<byte[]> Old { get; } = [];

    public string Commit { get; set; } = new('a', 40);

    public Func<HttpContext, Task<bool>>? OnHub { get; set; }

    public Func<HttpContext, byte[], Task<bool>>? OnCdn { get; set; }

    public ConcurrentQueue<HubRequest> Requests { get; } = new();

    public IEnumerable<HubRequest> CdnRequests => Requests.Where(request => request.IsCdn);

    public Uri Endpoint => new(_hub.Urls.Single());

    public Uri Cdn => new(_cdn.Urls.Single());

    public static async Task<FakeHub> StartAsync()
    {
        var hub = new FakeHub();
        await hub._hub.StartAsync();
        await hub._cdn.StartAsync();
        return hub;
    }

    /// <summary>Answers with a bare status where a condition holds.</summary>
    public static Task<bool> RefuseAsync(HttpContext context, int status, bool condition)
    {
        if (condition)
            context.Response.StatusCode = status;
        return Task.FromResult(condition);
    }

    /// <summary>Sends what is asked for, up to a byte, and breaks the connection there.</summary>
    public static async Task BreakAsync(HttpContext context, byte[] content, int end)
    {
        await SendAsync(context, content, end);
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    public static async Task SendAsync(HttpContext context, byte[] content, int? end = null)
    {
        var from = 0;
        if (context.Request.Headers.Range is [{ } range])
        {
            from = int.Parse(range["bytes=".Length..^1]);
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }
        context.Response.ContentLength = content.Length - from;
        if (from < (end ?? content.Length))
            await context.Response.Body.WriteAsync(content.AsMemory(from..(end ?? content.Length)));
    }

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static string GitHash(byte[] content) =>
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _cdn.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith($"/api/models/{Repository}/revision/", StringComparison.Ordinal))
        {
            await context.Response.WriteAsJsonAsync(new
            {
                sha = Commit,
                siblings = Files.Select(file => new { rfilename = file.Key, size = file.Value.Length }),
            });
            return;
        }
        var file = path.StartsWith($"/{Repository}/resolve/{Commit}/", StringComparison.Ordinal) ? path[$"/{Repository}/resolve/{Commit}/".Length..] : "";
        if (!Files.TryGetValue(file, out var content))
        {
            context.Response.StatusCode = 404;
            context.Response.Headers["X-Error-Code"] = path.Contains("/resolve/", StringComparison.Ordinal) ? "EntryNotFound" : "RepoNotFound";
            return;
        }
        context.Response.Headers["X-Repo-Commit"] = Commit;
        if (file.EndsWith(".gguf", StringComparison.Ordinal) || file.EndsWith(".safetensors", StringComparison.Ordinal))
        {
            context.Response.Headers["X-Linked-Etag"] = $"\"{Sha256(content)}\"";
            context.Response.Headers["X-Linked-Size"] = $"{content.Length}";
            context.Response.Headers.ETag = "\"of-the-pointer\"";
            context.Response.Redirect($"{Cdn}{Sha256(content)}?signature=1");
        }
        else
        {
            context.Response.Headers.ETag = $"W/\"{GitHash(content)}\"";
            await SendAsync(context, content);
        }
    }

    private WebApplication Create(RequestDelegate answer, bool isCdn)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            Requests.Enqueue(new(isCdn, context.Request.Method, context.Request.Path, context.Request.Headers.Authorization, context.Request.Headers.Range));
            return answer(context);
        });
        return app;
    }
}
