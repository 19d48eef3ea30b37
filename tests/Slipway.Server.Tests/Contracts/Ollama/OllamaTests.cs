using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.Ollama;

public sealed class OllamaTests
{
    [Fact]
    public async Task A_stream_is_one_object_a_line_and_its_last_one_counts()
    {
        await using var server = await TestServer.StartReadyAsync();

        var answer = await server.Client.PostAsJsonAsync("api/chat", new { model = "slipway-demo:latest", messages = new[] { new { role = "user", content = "Hi" } }, options = new { num_predict = 3 } });
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("word1 word2 word3 ", string.Concat(lines.Select(line => (string)line["message"]!["content"]!)));
        Assert.Equal([.. Enumerable.Repeat(false, lines.Count - 1), true], lines.Select(line => (bool)line["done"]!));
        Assert.Equal((5, 3), ((int)lines[^1]["prompt_eval_count"]!, (int)lines[^1]["eval_count"]!));
    }

    [Fact]
    public async Task A_generation_that_is_not_streamed_comes_whole()
    {
        await using var server = await TestServer.StartReadyAsync();

        var answer = await TestServer.ReadAsync(await server.Client.PostAsJsonAsync("api/generate", new { model = "slipway-demo", prompt = "Hi", stream = false, options = new { num_predict = 2 } }));

        Assert.Equal("word1 word2 ", (string)answer["response"]!);
        Assert.True((bool)answer["done"]!);
    }

    [Fact]
    public async Task What_nobody_here_can_do_is_refused_by_name()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.Client.PostAsJsonAsync("api/generate", new { model = "slipway-demo", prompt = "Hi", images = new[] { "aGk=" }, options = new { mirostat = 1, num_ctx = 512 }, suffix = "x", keep_alive = true });

        Assert.Equal(400, (int)answer.StatusCode);
        var error = (string)(await TestServer.ReadAsync(answer))["error"]!;
        Assert.All(new[] { "images", "options.mirostat", "suffix", "keep_alive" }, name => Assert.Contains(name, error));
        Assert.DoesNotContain("num_ctx", error);
    }

    [Fact]
    public async Task Models_are_listed_and_an_unknown_one_is_not_found()
    {
        await using var server = await TestServer.StartReadyAsync();

        Assert.Equal("slipway-demo", (string)(await TestServer.ReadAsync(await server.Client.GetAsync("api/tags")))["models"]![0]!["name"]!);
        Assert.Equal(200, (int)(await server.Client.PostAsJsonAsync("api/show", new { model = "slipway-demo" })).StatusCode);
        Assert.Equal(404, (int)(await server.Client.PostAsJsonAsync("api/show", new { model = "nobody" })).StatusCode);
        Assert.Equal(404, (int)(await server.Client.PostAsJsonAsync("api/chat", new { model = "nobody", messages = Array.Empty<object>() })).StatusCode);
        Assert.Equal(401, (int)(await server.With(null).GetAsync("api/version")).StatusCode);
    }

    [Fact]
    public async Task A_failing_engine_is_told_as_an_error()
    {
        await using var server = await TestServer.StartReadyAsync();

        var answer = await server.Client.PostAsJsonAsync("api/generate", new { model = "slipway-demo", prompt = "[[crash-after=2]] [[delay=20]]" });

        Assert.Contains("\"error\"", (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]);
    }
}
