using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Registry;
using Slipway.Server.Http;
using Slipway.Serving;
using Slipway.Testing;
using Slipway.Upstream;

namespace Slipway.Server.Tests;

/// <summary>A whole server on a free port, wired as the real one is; its engine is a child process that generates words.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Key = "test-key-123";
    public const string OtherKey = "demo-key-456";

    private readonly TempDirectory? _ownFolder;
    private readonly DataFolder _folder;
    private readonly SlipwayHost _host;

    private TestServer(TempDirectory? ownFolder, DataFolder folder, SlipwayHost host)
    {
        (_ownFolder, _folder, _host) = (ownFolder, folder, host);
        Address = new Uri(host.Addresses[0]);
        Client = With(Key);
    }

    public Uri Address { get; }

    /// <summary>The server's data folder.</summary>
    public string Folder => _folder.Path;

    public IReadOnlyList<ContractRoute> Routes => _host.Routes;

    /// <summary>Sends the first sample key.</summary>
    public HttpClient Client { get; }

    public static async Task<TestServer> StartAsync(string? folder = null, params (string Name, string Value)[] settings)
    {
        var own = folder is null ? new TempDirectory() : null;
        var path = folder ?? own!.Path;
        Directory.CreateDirectory(Path.Combine(path, "models"));
        await File.WriteAllTextAsync(Path.Combine(path, "models", "slipway-demo.gguf"), "words");
        var values = SettingsReader.Read(ServeSettings.All, path, _ => null, Effective(path, settings), out var problems);
        Assert.True(values is not null, string.Join('\n', problems));
        var data = DataFolder.Open(path, out var problem);
        Assert.True(data is not null, problem);
        var database = await DatabaseWiring.OpenAsync(values, path, TimeProvider.System);
        var host = new SlipwayHost(values, data, database, new HostOptions
        {
            Urls = values.IsSet(ServeSettings.Urls) ? Addresses.Of(values) : ["http://127.0.0.1:0"],
            Logging = logging => logging.SetMinimumLevel(LogLevel.None),
            Time = TimeProvider.System,
            Random = new Random(1),
            EngineProgram = Path.ChangeExtension(typeof(UpstreamServer).Assembly.Location, null),
        });
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new TestServer(own, data, host);
    }

    /// <summary>Without limits, unless a test is about them.</summary>
    private static Dictionary<string, string> Effective(string path, (string Name, string Value)[] settings)
    {
        var effective = new Dictionary<string, string> { ["RATE_LIMITS_ENABLED"] = "false", ["DATA_DIR"] = path };
        foreach (var (name, value) in settings)
            effective[name] = value;
        return effective;
    }

    /// <summary>Starts and waits until the default model answers.</summary>
    public static async Task<TestServer> StartReadyAsync(params (string Name, string Value)[] settings)
    {
        var server = await StartAsync(null, settings);
        await server.ReadyAsync();
        return server;
    }

    public HttpClient With(string? key)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (key is not null)
            client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }

    public ModelRegistry Models => _host.Models;

    /// <summary>The processes that serve a deployment.</summary>
    public IReadOnlyList<int> EnginesOf(string deploymentId) => _host.EnginesOf(deploymentId);

    public async Task ReadyAsync()
    {
        // A completion waits at the gate until the model is there.
        var answer = await Client.PostAsJsonAsync("v1/completions", new { prompt = "Hello", max_tokens = 1 });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Submits a prompt and returns the task's id.</summary>
    public async Task<string> SubmitAsync(string prompt, int maxTokens = 4)
    {
        var answer = await Client.PostAsJsonAsync("generate", new { prompt, max_tokens = maxTokens });
        Assert.Equal(202, (int)answer.StatusCode);
        return (string)(await ReadAsync(answer))["task_id"]!;
    }

    /// <summary>The finished result, however long it takes.</summary>
    public async Task<JsonObject> ResultAsync(string taskId)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        // The stream ends when the task has.
        await Client.GetStringAsync($"stream/{taskId}", patience.Token);
        var answer = await Client.GetAsync($"result/{taskId}", patience.Token);
        Assert.Equal(200, (int)answer.StatusCode);
        return await ReadAsync(answer);
    }

    public static async Task<JsonObject> ReadAsync(HttpResponseMessage answer) =>
        JsonSerializer.Deserialize<JsonObject>(await answer.Content.ReadAsStringAsync())!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
        _ownFolder?.Dispose();
    }
}
