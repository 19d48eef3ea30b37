using System.Net;
using Slipway.Engine.Tests.Fakes;
using Slipway.Formats;
using Slipway.Protocol.Client;
using Slipway.Protocol.Control;
using Slipway.Protocol.OpenAi;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Endpoints;

public sealed class AdapterTests : IAsyncLifetime
{
    private readonly TempDirectory _folder = new();
    private LiveEngine _engine = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _engine = LiveEngine.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Adapters_are_loaded_listed_and_chosen_by_name()
    {
        var said = await _engine.Client.LoadAdapterAsync(new LoadAdapterRequest("north", Adapter(1)), Cancellation);
        Assert.Equal("Success: LoRA adapter 'north' added successfully.", said.Value);
        var models = (await _engine.Client.ModelsAsync(Cancellation)).Value!.Data;
        Assert.Equal([("tiny", null), ("north", "tiny")], models.Select(model => (model.Id, model.Parent)));
        Assert.Equal(["north"], (await _engine.Client.CapacityAsync(Cancellation)).Value!.Adapters);

        var (plain, north) = (await SayAsync("tiny"), await SayAsync("north"));
        Assert.Equal(("tiny", "north"), (plain.Model, north.Model));
        Assert.NotEqual(Text(plain), Text(north));

        await _engine.Client.UnloadAdapterAsync(new UnloadAdapterRequest("north"), Cancellation);
        Assert.Single((await _engine.Client.ModelsAsync(Cancellation)).Value!.Data);
        var gone = await _engine.Client.CompleteAsync(Request("north"), Cancellation);
        Assert.Equal((404, "model"), (gone.Failure!.Status, gone.Failure.Error!.Param));
        // Other weights may take the name.
        await _engine.Client.LoadAdapterAsync(new LoadAdapterRequest("north", Adapter(2)), Cancellation);
        Assert.NotEqual(Text(north), Text(await SayAsync("north")));
    }

    [Fact]
    public async Task Requests_of_several_adapters_run_beside_each_other_as_they_run_alone()
    {
        string[] names = ["tiny", "a", "b", "c"];
        for (var i = 1; i < names.Length; i++)
            await _engine.Client.LoadAdapterAsync(new LoadAdapterRequest(names[i], Adapter(i)), Cancellation);
        var alone = new Dictionary<string, string>();
        foreach (var name in names)
            alone[name] = Text(await SayAsync(name));
        Assert.Equal(names.Length, alone.Values.Distinct().Count());
        var together = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => SayAsync(names[i % names.Length])));
        Assert.All(together, answer => Assert.Equal(alone[answer.Model!], Text(answer)));
    }

    [Fact]
    public async Task A_prefix_is_known_again_with_the_same_adapter_only()
    {
        await _engine.Client.LoadAdapterAsync(new LoadAdapterRequest("a", Adapter(1)), Cancellation);
        var prompt = string.Concat(Enumerable.Repeat("words that come again ", 20));
        async Task<int> CachedAsync(string model) => (await _engine.Client.CompleteAsync(
            Request(model) with { Prompt = prompt }, Cancellation)).Value!.Usage!.PromptTokensDetails!.CachedTokens;
        Assert.Equal(0, await CachedAsync("tiny"));
        Assert.Equal(0, await CachedAsync("a"));
        Assert.True(await CachedAsync("a") > 0);
        Assert.True(await CachedAsync("tiny") > 0);
    }

    [Fact]
    public async Task Unloading_waits_for_requests_that_run_and_refuses_new_ones()
    {
        await _engine.Client.LoadAdapterAsync(new LoadAdapterRequest("a", Adapter(1)), Cancellation);
        var opened = await _engine.Client.StreamCompletionAsync(Request("a") with { MaxTokens = 1900 }, Cancellation);
        await using var stream = opened.Value!;
        Assert.True(await stream.MoveNextAsync());
        var unloading = _engine.Client.UnloadAdapterAsync(new UnloadAdapterRequest("a"), Cancellation);
        EngineReply<Completion> refused;
        do
            refused = await _engine.Client.CompleteAsync(Request("a") with { MaxTokens = 1 }, Cancellation);
        while (refused.Succeeded);
        Assert.Equal(404, refused.Failure.Status);
        Assert.False(unloading.IsCompleted);
        var chunks = 1;
        while (await stream.MoveNextAsync())
            chunks++;
        Assert.True(stream.Failure is null && chunks > 1000, $"{chunks} chunks, {stream.Failure}");
        Assert.True((await unloading).Succeeded);
    }

    [Fact]
    public async Task What_cannot_be_loaded_is_refused_by_its_field()
    {
        async Task<(int Status, string? Field)> LoadAsync(string name, string path)
        {
            var failure = (await _engine.Client.LoadAdapterAsync(new LoadAdapterRequest(name, path), Cancellation)).Failure;
            return (failure?.Status ?? 200, failure?.Error?.Param);
        }
        Assert.Equal((200, null), await LoadAsync("a", Adapter(1)));
        Assert.Equal((400, "lora_name"), await LoadAsync("a", Adapter(2)));
        Assert.Equal((400, "lora_name"), await LoadAsync("tiny", Adapter(2)));
        Assert.Equal((404, "lora_path"), await LoadAsync("b", _folder.File("nothing")));
        Assert.Equal((400, "lora_path"), await LoadAsync("b", AdapterFile.Write(_folder.File("wide.gguf"), 1, width: 80)));
        Assert.Equal((200, null), await LoadAsync("b", Adapter(2)));
        var unknown = await _engine.Client.UnloadAdapterAsync(new UnloadAdapterRequest("c"), Cancellation);
        Assert.Equal((404, "lora_name"), (unknown.Failure!.Status, unknown.Failure.Error!.Param));
        var (status, body) = await _engine.PostAsync("v1/load_lora_adapter", new { lora_name = 5 });
        Assert.Equal(400, status);
        Assert.Contains("lora_path", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adapters_may_be_there_from_the_start()
    {
        await using var engine = LiveEngine.Start(options => options with { Adapters = [("a", Adapter(1))] });
        using var models = await engine.Http.GetAsync("v1/models", Cancellation);
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
        Assert.Contains("\"a\"", await models.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        var problem = Assert.Throws<ModelFileException>(() => LiveEngine.Start(options => options with { Adapters = [("b", "/nowhere")] }));
        Assert.Contains("/nowhere", problem.Message, StringComparison.Ordinal);
    }

    private string Adapter(int seed) => AdapterFile.Write(_folder.File($"{seed}.gguf"), seed);

    private static CompletionRequest Request(string model) =>
        new() { Model = model, Prompt = "hello", MaxTokens = 24, Temperature = 0, IgnoreEos = true };

    private async Task<Completion> SayAsync(string model) => (await _engine.Client.CompleteAsync(Request(model), Cancellation)).Value!;

    private static string Text(Completion completion) => completion.Choices[0].Text;
}
