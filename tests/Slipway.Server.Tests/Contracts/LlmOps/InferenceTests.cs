using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.LlmOps;

public sealed class InferenceTests
{
    [Fact]
    public async Task The_default_model_answers_a_text_and_says_what_it_took()
    {
        await using var server = await TestServer.StartReadyAsync();
        var answer = await OkAsync(await server.Client.PostAsJsonAsync("inference", new
        {
            model_id = "slipway-demo",
            inputs = new { text = "Hello" },
            parameters = new { temperature = 0.7, max_tokens = 8 },
        }));
        Assert.Equal((string[])["model_id", "model_version", "outputs"], answer.Select(member => member.Key));
        var outputs = answer["outputs"]!.AsObject();
        Assert.Equal((string[])["generated_text", "token_count", "processing_time_ms"], outputs.Select(member => member.Key));
        Assert.Equal(8, (int)outputs["token_count"]!);
        Assert.NotEmpty((string)outputs["generated_text"]!);
        Assert.True((int)outputs["processing_time_ms"]! >= 0);
    }

    [Fact]
    public async Task A_registered_model_is_loaded_when_it_is_asked_for_by_name_and_by_version()
    {
        await using var server = await TestServer.StartAsync();
        await File.WriteAllBytesAsync(Path.Combine(server.Folder, "models", "a.gguf"), ModelFiles.Gguf);
        foreach (var version in (string[])["v1", "v2"])
            await OkAsync(await server.Client.PostAsJsonAsync("models/register", new { model_id = "m", model_version = version, model_path = "a.gguf" }));

        Assert.Equal("v2", (string)(await InferAsync(server, new { model_id = "m", inputs = new { text = "Hi" }, parameters = new { max_tokens = 2 } }))["model_version"]!);
        Assert.Equal("v1", (string)(await InferAsync(server, new { model_id = "m", model_version = "v1", inputs = new { text = "Hi" }, parameters = new { max_tokens = 2 } }))["model_version"]!);
        var missing = await server.Client.PostAsJsonAsync("inference", new { model_id = "m", model_version = "v9", inputs = new { text = "Hi" } });
        Assert.Equal(404, (int)missing.StatusCode);
        Assert.Contains("v9", (string)(await TestServer.ReadAsync(missing))["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_no_engine_runs_is_refused_with_the_reason()
    {
        await using var server = await TestServer.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "models", "a.onnx"), "bytes");
        await OkAsync(await server.Client.PostAsJsonAsync("models/register", new { model_id = "m", model_version = "v1", model_path = "a.onnx" }));
        var refused = await server.Client.PostAsJsonAsync("inference", new { model_id = "m", inputs = new { text = "Hi" } });
        Assert.Equal(409, (int)refused.StatusCode);
        Assert.Contains("no engine here runs it", (string)(await TestServer.ReadAsync(refused))["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_of_the_registry_is_filled_and_a_missing_variable_is_named()
    {
        await using var server = await TestServer.StartReadyAsync();
        await OkAsync(await server.Client.PostAsJsonAsync("prompts/register", new { prompt_id = "greet", prompt_version = "v1", prompt_text = "Dear {{name}}, {{n}}" }));
        await InferAsync(server, new { model_id = "slipway-demo", prompt_id = "greet", prompt_version = "v1", variables = new { name = "A", n = 5 }, parameters = new { max_tokens = 2 } });
        var refused = await server.Client.PostAsJsonAsync("inference", new { model_id = "slipway-demo", prompt_id = "greet", variables = new { n = 5 } });
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("variables.name", (string)(await TestServer.ReadAsync(refused))["error"]!, StringComparison.Ordinal);
        Assert.Equal(404, (int)(await server.Client.PostAsJsonAsync("inference", new { model_id = "slipway-demo", prompt_id = "none" })).StatusCode);
    }

    [Fact]
    public async Task Messages_are_a_conversation()
    {
        await using var server = await TestServer.StartReadyAsync();
        await InferAsync(server, new { model_id = "slipway-demo", inputs = new { messages = new[] { new { role = "user", content = "Hi" } } }, parameters = new { max_tokens = 2 }, user_id = "u" });
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once()
    {
        await using var server = await TestServer.StartAsync();
        var refused = await server.Client.PostAsJsonAsync("inference", new
        {
            inputs = new { messages = new object[] { new { role = "x", content = 5 } } },
            parameters = new { temperature = 9, top_k = "a", odd = 1 },
            variables = new { v = new[] { 1 } },
        });
        Assert.Equal(400, (int)refused.StatusCode);
        var error = (string)(await TestServer.ReadAsync(refused))["error"]!;
        Assert.All(
            (string[])["model_id", "inputs.messages[0].role", "inputs.messages[0].content", "parameters.temperature", "parameters.top_k", "parameters.odd", "variables.v"],
            field => Assert.Contains(field, error, StringComparison.Ordinal));
        var empty = await server.Client.PostAsJsonAsync("inference", new { model_id = "m", inputs = new { } });
        Assert.Contains("inputs.text", (string)(await TestServer.ReadAsync(empty))["error"]!, StringComparison.Ordinal);
        Assert.Equal(404, (int)(await server.Client.PostAsJsonAsync("inference", new { model_id = "unknown", inputs = new { text = "a" } })).StatusCode);
    }

    [Fact]
    public async Task The_example_of_ML_Infrastructure_is_answered()
    {
        await using var server = await TestServer.StartReadyAsync();
        var answer = await OkAsync(await server.Client.PostAsync("v1/inference", JsonContent.Create(JsonNode.Parse("""
            {
              "model_id": "slipway-demo",
              "input": {
                "repository": "kubernetes/kubernetes",
                "issue_title": "Pod fails to start with CrashLoopBackOff",
                "issue_description": "I'm trying to deploy a pod but it keeps failing with CrashLoopBackOff."
              },
              "parameters": { "temperature": 0.7, "max_tokens": 24, "top_p": 0.9, "top_k": 50 }
            }
            """))));
        Assert.Equal((string[])["model_id", "output", "metadata"], answer.Select(member => member.Key));
        Assert.Equal((string[])["tokens_generated", "generation_time", "model_version"], answer["metadata"]!.AsObject().Select(member => member.Key));
        Assert.Equal(24, (int)answer["metadata"]!["tokens_generated"]!);
        var refused = await server.Client.PostAsJsonAsync("v1/inference", new { input = 5, parameters = new { top_p = 2 } });
        var message = (string)(await TestServer.ReadAsync(refused))["error"]!["message"]!;
        Assert.All((string[])["model_id", "input", "parameters.top_p"], field => Assert.Contains(field, message, StringComparison.Ordinal));
    }

    private static async Task<JsonObject> InferAsync(TestServer server, object body) => await OkAsync(await server.Client.PostAsJsonAsync("inference", body));

    private static async Task<JsonObject> OkAsync(HttpResponseMessage answer)
    {
        Assert.True((int)answer.StatusCode == 200, await answer.Content.ReadAsStringAsync());
        return await TestServer.ReadAsync(answer);
    }
}
