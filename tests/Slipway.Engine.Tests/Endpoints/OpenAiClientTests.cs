using System.Text.Json;
using Slipway.Engine.Tests.Fakes;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Endpoints;

[Trait("Needs", "peer")]
public sealed class OpenAiClientTests
{
    [Fact]
    public async Task The_official_client_completes_chats_streams_and_embeds()
    {
        using var peer = NodePeer.Start("openai.mjs", "openai");
        await using var engine = LiveEngine.Start();
        var baseURL = engine.Url + "v1";
        JsonElement Ask(string op, object? request = null) => peer.Ask(new { op, baseURL, request });

        Assert.Equal("tiny", Ask("models")[0].GetString());
        var messages = new[] { new { role = "user", content = "hi" } };

        var completion = Ask("completion", new { model = "tiny", prompt = "hello", max_tokens = 5, ignore_eos = true, seed = 1 });
        Assert.Equal(5, completion.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        var pieces = Ask("completionStream", new { model = "tiny", prompt = "hello", max_tokens = 5, ignore_eos = true, seed = 1 });
        Assert.Equal(
            completion.GetProperty("choices")[0].GetProperty("text").GetString(),
            string.Concat(pieces.EnumerateArray().Select(chunk => chunk.GetProperty("choices")[0].GetProperty("text").GetString())));

        var request = new { model = "tiny", messages, max_tokens = 6, ignore_eos = true, seed = 2, logprobs = true, top_logprobs = 2 };
        var chat = Ask("chat", request).GetProperty("choices")[0];
        var final = Ask("chatFinal", request).GetProperty("choices")[0];
        Assert.Equal("length", chat.GetProperty("finish_reason").GetString());
        Assert.Equal(
            chat.GetProperty("message").GetProperty("content").GetString(), final.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(6, final.GetProperty("logprobs").GetProperty("content").GetArrayLength());

        var chunks = Ask("chatStream", new { model = "tiny", messages, max_tokens = 3, ignore_eos = true, stream_options = new { include_usage = true } });
        Assert.Equal(3, chunks.EnumerateArray().Last().GetProperty("usage").GetProperty("completion_tokens").GetInt32());

        var embeddings = Ask("embed", new { model = "tiny", input = new[] { "a", "b" } }).GetProperty("data");
        Assert.Equal(2, embeddings.GetArrayLength());
        Assert.Equal(64, embeddings[1].GetProperty("embedding").GetArrayLength());

        var error = Ask("fail", new { model = "tiny", messages, temperature = -3 });
        Assert.Equal((400, "temperature"), (error.GetProperty("status").GetInt32(), error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task The_official_client_puts_streamed_calls_together()
    {
        using var peer = NodePeer.Start("openai.mjs", "openai");
        await using var engine = LiveEngine.Start(shape: ToolTests.Shape("qwen25"));
        var parameters = JsonElement.Parse("""{"type": "object", "properties": {"n": {"type": "integer", "minimum": 1, "maximum": 9}}, "required": ["n"]}""");
        JsonElement Message(string op, int seed) => peer.Ask(new
        {
            op,
            baseURL = engine.Url + "v1",
            request = new
            {
                model = "tiny",
                messages = new[] { new { role = "user", content = "count" } },
                tools = new[] { new { type = "function", function = new { name = "count", parameters } } },
                tool_choice = "required",
                max_tokens = 300,
                seed,
            },
        }).GetProperty("choices")[0];

        for (var seed = 0; seed < 4; seed++)
        {
            var (whole, streamed) = (Message("chat", seed), Message("chatFinal", seed));
            Assert.Equal("tool_calls", streamed.GetProperty("finish_reason").GetString());
            var (calls, pieced) = (Functions(whole), Functions(streamed));
            Assert.NotEmpty(calls);
            Assert.Equal(calls, pieced);
            Assert.All(calls, call => Assert.Matches("^count {\\s*\"n\":\\s*[1-9]\\s*}$", call));
        }

        static string[] Functions(JsonElement choice) =>
            [.. choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("function"))
                .Select(function => $"{function.GetProperty("name")} {function.GetProperty("arguments")}")];
    }
}
