using System.Net.Http.Json;
using System.Text.Json;
using Slipway.Engine.Serving;
using Slipway.Formats;
using Slipway.Models.Synthesis;
using Slipway.Protocol.Client;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Fakes;

/// <summary>An engine in this process, over HTTP, with a small model of random weights.</summary>
public sealed class LiveEngine : IAsyncDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly HttpFront _front;

    private LiveEngine(Func<EngineOptions, EngineOptions> change, RandomModelShape shape)
    {
        var path = _folder.File("tiny.gguf");
        RandomModel.Write(path, shape, seed: 1, TensorType.Q8_0);
        var options = change(new EngineOptions { ModelPath = path, Urls = ["http://127.0.0.1:0"], Threads = 1 });
        Model = ServedModel.Load(options, TimeProvider.System, progress: null);
        Routes = new EngineRoutes();
        _front = new HttpFront(Routes.HandleAsync);
        _front.StartAsync(options, CancellationToken.None).GetAwaiter().GetResult();
        Http = new HttpClient { BaseAddress = new Uri(Url) };
        Client = new EngineClient(EngineAddress.Tcp(Url));
    }

    internal ServedModel Model { get; }

    internal EngineRoutes Routes { get; }

    public string Url => _front.Addresses.First() + "/";

    public HttpClient Http { get; }

    public EngineClient Client { get; }

    public static LiveEngine Start(Func<EngineOptions, EngineOptions>? change = null, RandomModelShape? shape = null)
    {
        var engine = new LiveEngine(change ?? (options => options), shape ?? RandomModelShape.Tiny);
        engine.Routes.Open(engine.Model);
        return engine;
    }

    public static LiveEngine StillLoading() => new(options => options, RandomModelShape.Tiny);

    public async Task<(int Status, JsonElement Body)> PostAsync(string path, object body)
    {
        using var response = await Http.PostAsJsonAsync(path, body);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>All chunks of a stream.</summary>
    public async Task<List<JsonElement>> StreamAsync(string path, object body)
    {
        var request = JsonSerializer.SerializeToNode(body)!.AsObject();
        request["stream"] = true;
        using var response = await Http.PostAsJsonAsync(path, request);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        return [.. lines.Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line["data: ".Length..]))];
    }

    /// <summary>Waits until nothing runs or waits, and says so if something stays.</summary>
    public async Task AssertNothingLeftAsync()
    {
        var meters = Model.Scheduler.Meters;
        for (var i = 0; i < 500 && (meters.Running > 0 || meters.BlocksUsed > 0 || Model.Scheduler.Queued > 0); i++)
            await Task.Delay(10);
        Assert.Equal((0, 0, 0), (meters.Running, meters.BlocksUsed, Model.Scheduler.Queued));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Client.Dispose();
        await _front.DisposeAsync();
        Model.Dispose();
        _folder.Dispose();
    }
}
