using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.LlmManagement;

public sealed class ConfigurationTests
{
    [Fact]
    public async Task Each_configuring_makes_a_new_configuration_that_is_listed_found_and_deleted()
    {
        await using var server = await TestServer.StartAsync();
        using var llm = new LlmClient(server);

        var first = await llm.ConfigureAsync("example_model", "gpt-3", "openai", new { temperature = 0.7 });
        var second = await llm.ConfigureAsync("example_model", "gpt-3", "openai");

        Assert.NotEqual(first, second);
        var expected = $$$"""{"config_id":"{{{first}}}","model_id":"example_model","model_name":"gpt-3","model_type":"openai","model_kwargs":{"temperature":0.7}}""";
        Assert.Equal(expected, (await llm.SendAsync(HttpMethod.Get, $"llm/configuration/{first}")).Body.ToJsonString());
        var list = (await llm.SendAsync(HttpMethod.Get, "llm/configurations/")).Body.AsArray();
        Assert.Equal([first, second], list.Select(item => (string)item!["config_id"]!));
        Assert.Equal(expected, list[0]!.ToJsonString());
        Assert.Equal("""{"detail":"Configuration deleted successfully"}""", (await llm.SendAsync(HttpMethod.Delete, $"llm/configuration/{first}/")).Body.ToJsonString());
        Assert.Equal(404, (await llm.SendAsync(HttpMethod.Get, $"llm/configuration/{first}")).Status);
        Assert.Equal(404, (await llm.SendAsync(HttpMethod.Delete, $"llm/configuration/{first}")).Status);
    }

    [Theory]
    [InlineData("llm/configurations")]
    [InlineData("llm/configurations/")]
    [InlineData("llm/loaded_models")]
    [InlineData("llm/loaded_models/")]
    public async Task A_slash_at_the_end_makes_no_difference(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var llm = new LlmClient(server);

        Assert.Equal("[]", (await llm.SendAsync(HttpMethod.Get, path)).Body.ToJsonString());
    }

    [Fact]
    public async Task Every_field_that_is_wrong_is_named_at_once_in_the_form_of_FastAPI()
    {
        await using var server = await TestServer.StartAsync();
        using var llm = new LlmClient(server);

        var (status, body) = await llm.PostAsync("llm/configure_model/", new { model_id = 5, model_type = "unheard", model_kwargs = new[] { 1 } });

        Assert.Equal(422, status);
        Assert.Equal(
            [("""["body","model_id"]""", "string_type"), ("""["body","model_name"]""", "missing"), ("""["body","model_kwargs"]""", "dict_type"), ("""["body","model_type"]""", "value_error")],
            body["detail"]!.AsArray().Select(error => (error!["loc"]!.ToJsonString(), (string)error["type"]!)));
        Assert.All(body["detail"]!.AsArray(), error => Assert.NotEmpty((string)error!["msg"]!));
    }

    [Fact]
    public async Task Arguments_of_a_model_are_checked_when_it_is_configured()
    {
        await using var server = await TestServer.StartAsync();
        using var llm = new LlmClient(server);

        var (status, body) = await llm.PostAsync("llm/configure_model/", new
        {
            model_id = "m",
            model_name = "n",
            model_type = "vllm",
            model_kwargs = new { base_url = "ftp://x", temperature = "warm", top_p = 2, api_key = 5, max_tokens = 0 },
        });

        Assert.Equal(422, status);
        Assert.Equal(
            ["api_key", "base_url", "max_tokens", "temperature", "top_p"],
            body["detail"]!.AsArray().Select(error => (string)error!["loc"]![2]!).Order());
    }

    [Theory]
    [InlineData("{", 422)]
    [InlineData("[]", 422)]
    [InlineData("", 422)]
    [InlineData("{\"model_id\":\"\\ud800\",\"model_name\":\"n\",\"model_type\":\"openai\"}", 422)]
    [InlineData("{\"model_id\":\"a\\u0000\",\"model_name\":\"n\",\"model_type\":\"openai\"}", 422)]
    public async Task A_body_that_cannot_be_read_is_422(string text, int expected)
    {
        await using var server = await TestServer.StartAsync();
        using var llm = new LlmClient(server);

        var (status, body) = await llm.SendAsync(HttpMethod.Post, "llm/configure_model/", new StringContent(text, Encoding.UTF8, "application/json"));

        Assert.Equal(expected, status);
        Assert.Equal("body", (string)body["detail"]![0]!["loc"]![0]!);
    }

    [Fact]
    public async Task Secrets_come_back_from_no_endpoint_and_lie_sealed_on_the_disk()
    {
        using var folder = new Testing.TempDirectory();
        const string secret = "sk-hunter2hunter2";
        await using (var server = await TestServer.StartAsync(folder.Path))
        {
            using var llm = new LlmClient(server);
            var id = await llm.ConfigureAsync("m", "n", "openai", new { api_key = secret, base_url = "http://127.0.0.1:1/v1", extra = new { auth_token = secret } });
            var (status, refused) = await llm.PostAsync($"llm/load_model/{id}");

            Assert.Equal(502, status);
            Assert.Contains("base_url", (string)refused["detail"]!);
            foreach (var path in new[] { "llm/configurations", $"llm/configuration/{id}", "llm/loaded_models" })
                Assert.DoesNotContain(secret, await llm.Http.GetStringAsync(path));
            Assert.Contains("********", await llm.Http.GetStringAsync("llm/configurations"));
        }

        foreach (var file in Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(secret, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)));
    }

    [Theory]
    [InlineData("../secret.key")]
    [InlineData("/etc/passwd")]
    [InlineData("missing.gguf")]
    public async Task A_local_model_lies_where_models_may_lie(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var llm = new LlmClient(server);
        var id = await llm.ConfigureAsync("m", "n", "gguf", new { model_path = path });

        var (status, body) = await llm.PostAsync($"llm/load_model/{id}");

        Assert.Equal(path.StartsWith("missing", StringComparison.Ordinal) ? 404 : 400, status);
        Assert.Contains(path, (string)body["detail"]!);
        Assert.Equal("[]", (await llm.SendAsync(HttpMethod.Get, "llm/loaded_models/")).Body.ToJsonString());
    }

    [Fact]
    public async Task An_unknown_path_is_told_so_in_the_documents_words()
    {
        await using var server = await TestServer.StartAsync();
        using var llm = new LlmClient(server);

        var (status, body) = await llm.SendAsync(HttpMethod.Get, "llm/nothing");

        Assert.Equal(404, status);
        Assert.IsAssignableFrom<JsonValue>(body["detail"]);
    }
}
