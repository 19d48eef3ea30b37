using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.LlmOps;

public sealed class PromptTests
{
    [Fact]
    public async Task A_registered_prompt_is_listed_and_read_back_word_for_word()
    {
        await using var server = await TestServer.StartAsync();
        var registered = await RegisterAsync(server, "greet", "v1", "Dear {{name}},\n\"𝐀\"", new { team = "a", nested = new[] { 1, 2 } });
        Assert.Equal("""{"prompt_id":"greet","prompt_version":"v1","prompt_uri":"prompts:/greet/v1","status":"registered"}""", registered.ToJsonString());
        await RegisterAsync(server, "greet", "v2", "Hi", new { });

        Assert.Equal("""{"prompts":["greet"]}""", await server.Client.GetStringAsync("prompts"));
        var versions = await GetAsync(server, "prompts/greet/versions");
        Assert.Equal("""["v1","v2"]""", versions["versions"]!.ToJsonString());
        var prompt = await GetAsync(server, "prompts/greet?version=v1");
        Assert.Equal("Dear {{name}},\n\"𝐀\"", (string)prompt["prompt_text"]!);
        Assert.Equal("""{"team":"a","nested":[1,2]}""", prompt["metadata"]!.ToJsonString());
        Assert.Equal("""["name"]""", prompt["variables"]!.ToJsonString());
    }

    [Fact]
    public async Task Without_a_version_the_latest_is_read_and_a_new_one_counts_at_once()
    {
        await using var server = await TestServer.StartAsync();
        for (var version = 1; version <= 11; version++)
        {
            await RegisterAsync(server, "p", $"v{version}", $"text {version}", new { });
            Assert.Equal($"v{version}", (string)(await GetAsync(server, "prompts/p"))["prompt_version"]!);
        }
    }

    [Fact]
    public async Task A_version_never_changes()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "p", "v1", "first", new { });
        var again = await server.Client.PostAsJsonAsync("prompts/register", new { prompt_id = "p", prompt_version = "v1", prompt_text = "second" });
        Assert.Equal(409, (int)again.StatusCode);
        Assert.Contains("versions never change", (string)(await TestServer.ReadAsync(again))["error"]!, StringComparison.Ordinal);
        Assert.Equal("first", (string)(await GetAsync(server, "prompts/p"))["prompt_text"]!);
    }

    [Fact]
    public async Task An_alias_follows_the_version_that_it_is_pointed_to()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "p", "v1", "one", new { });
        await RegisterAsync(server, "p", "v2", "two", new { });
        foreach (var (version, text) in new[] { ("v1", "one"), ("v2", "two") })
        {
            Assert.True((await server.Client.PutAsJsonAsync("prompts/p/aliases/live", new { version })).IsSuccessStatusCode);
            Assert.Equal(text, (string)(await GetAsync(server, "prompts/p?version=live"))["prompt_text"]!);
        }
        Assert.Equal(404, (int)(await server.Client.PutAsJsonAsync("prompts/p/aliases/live", new { version = "v3" })).StatusCode);
        Assert.Equal(409, (int)(await server.Client.PutAsJsonAsync("prompts/p/aliases/v1", new { version = "v2" })).StatusCode);
        Assert.True((await server.Client.DeleteAsync("prompts/p/aliases/live")).IsSuccessStatusCode);
        Assert.Equal(404, (int)(await server.Client.GetAsync("prompts/p?version=live")).StatusCode);
    }

    [Fact]
    public async Task Two_versions_are_compared_line_by_line()
    {
        await using var server = await TestServer.StartAsync();
        await RegisterAsync(server, "p", "v1", "a\nb", new { });
        await RegisterAsync(server, "p", "v2", "a\nc", new { });
        var difference = await GetAsync(server, "prompts/p/diff?from=v1&to=v2");
        Assert.Equal(["same a", "removed b", "added c"], difference["lines"]!.AsArray().Select(line => $"{line!["change"]} {line["text"]}"));
    }

    [Fact]
    public async Task Every_missing_field_is_named_and_nothing_is_stored()
    {
        await using var server = await TestServer.StartAsync();
        var refused = await server.Client.PostAsJsonAsync("prompts/register", new { prompt_id = "p", prompt_text = 5, metadata = "x" });
        Assert.Equal(400, (int)refused.StatusCode);
        var error = (string)(await TestServer.ReadAsync(refused))["error"]!;
        Assert.All((string[])["prompt_version", "prompt_text", "metadata"], field => Assert.Contains(field, error, StringComparison.Ordinal));
        Assert.Equal("""{"prompts":[]}""", await server.Client.GetStringAsync("prompts"));
        Assert.Equal(404, (int)(await server.Client.GetAsync("prompts/p")).StatusCode);
    }

    private static async Task<JsonObject> RegisterAsync(TestServer server, string id, string version, string text, object metadata)
    {
        var answer = await server.Client.PostAsJsonAsync("prompts/register",
            new { prompt_id = id, prompt_version = version, prompt_text = text, metadata });
        Assert.Equal(200, (int)answer.StatusCode);
        return await TestServer.ReadAsync(answer);
    }

    private static async Task<JsonObject> GetAsync(TestServer server, string path)
    {
        var answer = await server.Client.GetAsync(path);
        Assert.Equal(200, (int)answer.StatusCode);
        return await TestServer.ReadAsync(answer);
    }
}
