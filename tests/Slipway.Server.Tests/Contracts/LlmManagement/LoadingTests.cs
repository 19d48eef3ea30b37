using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.Testing;
using Slipway.Upstream;

namespace Slipway.Server.Tests.Contracts.LlmManagement;

public sealed class LoadingTests
{
    [Fact]
    public async Task A_loaded_model_answers_and_an_unloaded_one_is_a_conflict_and_an_unknown_one_is_not_found()
    {
        await using var upstream = await UpstreamServer.StartAsync();
        await using var server = await TestServer.StartAsync();
        using var llm = new LlmClient(server);
        var id = await llm.ConfigureAsync("example_model", "gpt-3", "openai", new { base_url = upstream.Address + "v1/", api_key = "sk-1", top_p = 0.5 });

        Assert.Equal(409, (await llm.PostAsync("llm/inference/", new { model_id = "example_model", prompt = "Hi" })).Status);
        Assert.Equal(404, (await llm.PostAsync("llm/inference/", new { model_id = "nobody", prompt = "Hi" })).Status);
        Assert.Equal(404, (await llm.PostAsync("llm/load_model/nothing")).Status);
        await llm.LoadAsync(id);
        await llm.LoadAsync(id);
        Assert.Equal(["example_model"], await llm.LoadedAsync());
        Assert.Equal("word1 word2 ", await llm.InferAsync("example_model", "Hi", new { max_new_tokens = 2 }));
        var sent = JsonNode.Parse(upstream.Requests.Last())!;
        Assert.Equal(("gpt-3", 2, 0.5), ((string)sent["model"]!, (int)sent["max_tokens"]!, (double)sent["top_p"]!));
        Assert.Equal("Hi", (string)sent["messages"]![0]!["content"]!);
        Assert.All(upstream.Credentials, credential => Assert.Equal("Bearer sk-1", credential));
        Assert.Equal("""{"message":"Model unloaded successfully"}""", (await llm.PostAsync("llm/unload_model/example_model/")).Body.ToJsonString());
        Assert.Empty(await llm.LoadedAsync());
        Assert.Equal(409, (await llm.PostAsync("llm/inference", new { model_id = "example_model", prompt = "Hi" })).Status);
        Assert.Equal(409, (await llm.PostAsync("llm/unload_model/example_model")).Status);
        Assert.Equal(404, (await llm.PostAsync("llm/unload_model/nobody")).Status);
    }

    [Fact]
    public async Task A_loaded_model_answers_under_every_contract_and_is_listed_with_the_others()
    {
        await using var upstream = await UpstreamServer.StartAsync();
        await using var server = await TestServer.StartReadyAsync();
        using var llm = new LlmClient(server);
        await llm.LoadAsync(await llm.ConfigureAsync("org/mine", "up", "vllm", new { base_url = upstream.Address }));

        var chat = await server.Client.PostAsJsonAsync("v1/chat/completions", new { model = "org/mine", messages = new[] { new { role = "user", content = "Hi" } } });
        var task = await server.Client.PostAsJsonAsync("generate", new { prompt = "Hi", model = "org/mine", max_tokens = 2 });
        var models = await TestServer.ReadAsync(await server.Client.GetAsync("v1/models"));

        Assert.Equal(200, (int)chat.StatusCode);
        Assert.Equal("word1 word2 ", (string)(await server.ResultAsync((string)(await TestServer.ReadAsync(task))["task_id"]!))["result"]!);
        Assert.Equal(["org/mine", "slipway-demo"], models["data"]!.AsArray().Select(model => (string)model!["id"]!));
        Assert.Equal(200, (await llm.PostAsync("llm/unload_model/org/mine")).Status);
    }

    [Fact]
    public async Task Another_configuration_takes_over_without_a_failed_request_and_what_fails_to_load_leaves_it_as_it_was()
    {
        await using var one = await UpstreamServer.StartAsync();
        await using var other = await UpstreamServer.StartAsync();
        await using var server = await TestServer.StartAsync();
        using var llm = new LlmClient(server);
        await llm.LoadAsync(await llm.ConfigureAsync("m", "one", "openai", new { base_url = one.Address }));
        var next = await llm.ConfigureAsync("m", "other", "openai", new { base_url = other.Address });
        var broken = await llm.ConfigureAsync("m", "broken", "openai", new { base_url = "http://127.0.0.1:1" });

        using var over = new CancellationTokenSource();
        var asking = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            var asked = 0;
            while (!over.IsCancellationRequested)
            {
                await llm.InferAsync("m", "[[delay=5]]");
                asked++;
            }

            return asked;
        }));
        await llm.LoadAsync(next);
        Assert.Equal("other", ModelOf(other.Requests.Last()));
        Assert.Equal(502, (await llm.PostAsync($"llm/load_model/{broken}")).Status);
        await over.CancelAsync();

        Assert.All(await asking, asked => Assert.True(asked > 0));
        Assert.Equal(["m"], await llm.LoadedAsync());
        var before = one.Requests.Count;
        await llm.InferAsync("m", "Hi");
        Assert.Equal(before, one.Requests.Count);
    }

    [Fact]
    public async Task Deleting_a_loaded_configuration_unloads_it_first()
    {
        await using var upstream = await UpstreamServer.StartAsync();
        await using var server = await TestServer.StartAsync();
        using var llm = new LlmClient(server);
        var id = await llm.ConfigureAsync("m", "n", "openai", new { base_url = upstream.Address });
        await llm.LoadAsync(id);

        Assert.Equal(200, (await llm.SendAsync(HttpMethod.Delete, $"llm/configuration/{id}")).Status);

        Assert.Empty(await llm.LoadedAsync());
        Assert.Equal(404, (await llm.PostAsync("llm/inference/", new { model_id = "m", prompt = "Hi" })).Status);
    }

    [Fact]
    public async Task Loaded_models_are_loaded_again_after_a_restart()
    {
        using var folder = new TempDirectory();
        await using var upstream = await UpstreamServer.StartAsync();
        await using (var server = await TestServer.StartAsync(folder.Path))
        {
            using var llm = new LlmClient(server);
            await llm.LoadAsync(await llm.ConfigureAsync("m", "n", "openai", new { base_url = upstream.Address, api_key = "sk-2" }));
        }

        await using var again = await TestServer.StartAsync(folder.Path);
        using var client = new LlmClient(again);
        await again.ReadyAsync();

        Assert.StartsWith("word1", await client.InferAsync("m", "Hi"));
        Assert.Equal("Bearer sk-2", upstream.Credentials.Last());
    }

    [Fact]
    public async Task A_local_model_runs_in_a_process_of_its_own_that_ends_when_it_is_unloaded()
    {
        using var folder = new TempDirectory();
        await using var server = await TestServer.StartAsync(folder.Path);
        using var llm = new LlmClient(server);
        await File.WriteAllTextAsync(folder.File("models/tiny.gguf"), "words");
        await File.WriteAllTextAsync(folder.File("models/bad.gguf"), "broken");
        await llm.LoadAsync(await llm.ConfigureAsync("local", "tiny.gguf", "gguf", new { n_ctx = 128, n_threads = 1 }));
        Assert.Equal("word1 word2 word3 ", await llm.InferAsync("local", "Hi", new { max_tokens = 3 }));
        var sockets = Directory.GetFiles(folder.File("run")).Length;

        Assert.Equal(200, (await llm.PostAsync("llm/unload_model/local")).Status);

        Assert.Equal(sockets - 1, Directory.GetFiles(folder.File("run")).Length);
        var (status, body) = await llm.PostAsync($"llm/load_model/{await llm.ConfigureAsync("bad", "bad.gguf", "gguf")}");
        Assert.Equal(503, status);
        Assert.Contains("magic", (string)body["detail"]!);
        Assert.DoesNotContain(folder.Path, body.ToJsonString());
    }

    private static string ModelOf(string request) => (string)JsonNode.Parse(request)!["model"]!;
}
