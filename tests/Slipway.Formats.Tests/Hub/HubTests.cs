using Slipway.Formats.Hub;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Hub;

/// <summary>A fake hub, an empty cache, and a puller that waits no real time between attempts.</summary>
public abstract class HubTests : IAsyncLifetime
{
    private readonly TempDirectory _folder = new();

    protected FakeHub Hub { get; private set; } = null!;

    protected string Cache => _folder.Path;

    protected string Model => Path.Combine(Cache, "models--org--model");

    protected byte[] Weights { get; } = Bytes(1_000_000, seed: 1);

    protected static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected HubOptions Options => new()
    {
        Endpoint = Hub.Endpoint,
        CacheFolder = Cache,
        Token = "hf_secret",
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    public async ValueTask InitializeAsync()
    {
        Hub = await FakeHub.StartAsync();
        Hub.Files["model-Q8_0.gguf"] = Weights;
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task<PulledModel> PullAsync(string reference = "hf://org/model") => PullAsync(Options, reference);

    protected static async Task<PulledModel> PullAsync(HubOptions options, string reference = "hf://org/model", IProgress<HubProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var puller = new HubPuller(options);
        return await puller.PullAsync(HubReference.Parse(reference), progress, cancellation);
    }

    protected async Task<string> ProblemAsync(string reference = "hf://org/model") =>
        (await Assert.ThrowsAsync<HubException>(() => PullAsync(reference))).Message;

    /// <summary>What an earlier process left of the weights.</summary>
    protected string Leave(byte[] bytes)
    {
        var path = Path.Combine(Model, "blobs", FakeHub.Sha256(Weights) + ".incomplete");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
