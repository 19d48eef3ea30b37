using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.Platform.Access;
using Slipway.Platform.Registry;
using Slipway.Testing;

namespace Slipway.Server.Tests.Contracts.Deployments;

/// <summary>A server with models that can be deployed; their engines generate words, or end at once where a model is broken.</summary>
internal sealed class DeployedServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly TempDirectory _files = new();

    private DeployedServer(TestServer server)
    {
        Server = server;
        Bearer = new HttpClient { BaseAddress = server.Address };
        Bearer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestServer.Key);
    }

    public TestServer Server { get; }

    /// <summary>Speaks LLMOps Manager.</summary>
    public HttpClient Client => Server.Client;

    /// <summary>Speaks AI Deploy Platform.</summary>
    public HttpClient Bearer { get; }

    public static async Task<DeployedServer> StartAsync(params (string Name, string Value)[] settings) => new(await TestServer.StartAsync(null, settings));

    /// <summary>On a folder that outlives the server.</summary>
    public static async Task<DeployedServer> StartInAsync(string folder) => new(await TestServer.StartAsync(folder));

    public async Task<ModelVersion> RegisterAsync(string name, string version, string content = "words", ArtifactFormat format = ArtifactFormat.Gguf, string? folder = null)
    {
        var path = Path.Combine(folder ?? _files.Path, $"{name}-{version}.gguf");
        await File.WriteAllTextAsync(path, content);
        var caller = new Caller("tester", "tester", Role.Operator, "default");
        var added = await Server.Models.AddAsync(caller, new NewModel
        {
            Name = name,
            Version = version,
            Framework = "gguf",
            Artifact = new ModelArtifact(format, content.Length, new ModelFacts()) { InPlace = InPlaceFiles.Look(path) },
        });
        Assert.True(added.Succeeded, added.Failure?.Message);
        return added.Value;
    }

    public async Task<string> DeployAsync(object body)
    {
        var answer = await ReadAsync(await Client.PostAsJsonAsync("models/deploy", body), 200);
        return (string)answer["deployment_id"]!;
    }

    public async Task<JsonObject> StatusAsync(string id) => await ReadAsync(await Client.GetAsync($"deployments/{id}"), 200);

    public async Task<JsonObject> UntilAsync(string id, Func<JsonObject, bool> holds)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var status = await StatusAsync(id);
            if (holds(status))
                return status;
            Assert.True(since.Elapsed < Patience, status.ToJsonString());
            await Task.Delay(30);
        }
    }

    public Task<JsonObject> UntilAsync(string id, string status) => UntilAsync(id, answer => (string)answer["status"]! == status);

    /// <summary>A completion by the deployment's name; the answer must be good.</summary>
    public async Task AskAsync(string model, string? user = null, string prompt = "Hello")
    {
        var answer = await Client.PostAsJsonAsync("v1/completions", new { model, prompt, max_tokens = 2, user });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public static async Task<JsonObject> ReadAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}: {text}");
        return (JsonObject)JsonNode.Parse(text)!;
    }

    public async ValueTask DisposeAsync()
    {
        Bearer.Dispose();
        await Server.DisposeAsync();
        _files.Dispose();
    }
}
