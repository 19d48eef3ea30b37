using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.OpenAi;

public sealed class ChatTests
{
    [Fact]
    public async Task An_answer_comes_from_the_engine_as_it_is()
    {
        await using var server = await TestServer.StartReadyAsync();

        var answer = await TestServer.ReadAsync(await server.Client.PostAsJsonAsync("v1/chat/completions", Chat("Hello", stream: false)));

        Assert.Equal("word1 word2 word3 ", (string)answer["choices"]![0]!["message"]!["content"]!);
        Assert.Equal(3, (int)answer["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task A_stream_arrives_piece_by_piece_and_without_usage_that_nobody_asked_for()
    {
        await using var server = await TestServer.StartReadyAsync();

        var answer = await server.Client.PostAsJsonAsync("v1/chat/completions", Chat("[[delay=30]]", stream: true));
        var events = (await answer.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("data: [DONE]", events[^1]);
        var chunks = events[..^1].Select(text => JsonNode.Parse(text["data: ".Length..])!).ToList();
        Assert.Equal("word1 word2 word3 ", string.Concat(chunks.Select(chunk => (string?)chunk["choices"]![0]!["delta"]!["content"])));
        Assert.All(chunks, chunk => Assert.Null(chunk["usage"]));
    }

    [Fact]
    public async Task A_stream_tells_the_usage_at_its_end_to_who_asked_for_it()
    {
        await using var server = await TestServer.StartReadyAsync();
        var body = Chat("Hello", stream: true);
        body["stream_options"] = new JsonObject { ["include_usage"] = true };

        var text = await (await server.Client.PostAsJsonAsync("v1/chat/completions", body)).Content.ReadAsStringAsync();

        var last = JsonNode.Parse(text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^2]["data: ".Length..])!;
        Assert.Empty(last["choices"]!.AsArray());
        Assert.Equal(3, (int)last["usage"]!["completion_tokens"]!);
    }

    [Fact]
    public async Task A_bearer_key_works_as_well()
    {
        await using var server = await TestServer.StartReadyAsync();
        using var client = server.With(null);
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestServer.Key);

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("v1/chat/completions", Chat("Hello", stream: false))).StatusCode);
    }

    [Theory]
    [InlineData(null, 401, "unauthorized")]
    [InlineData("wrong", 401, "unauthorized")]
    public async Task Without_a_valid_key_the_error_has_the_form_of_v1(string? key, int status, string code)
    {
        await using var server = await TestServer.StartAsync();
        using var client = server.With(key);

        var answer = await client.PostAsJsonAsync("v1/chat/completions", Chat("Hello", stream: false));

        Assert.Equal(status, (int)answer.StatusCode);
        var error = (await TestServer.ReadAsync(answer))["error"]!;
        Assert.Equal(code, (string)error["code"]!);
        Assert.Equal(status, (int)error["status"]!);
    }

    [Fact]
    public async Task A_model_that_is_unknown_is_404()
    {
        await using var server = await TestServer.StartReadyAsync();
        var body = Chat("Hello", stream: false);
        body["model"] = "nobody";

        var answer = await server.Client.PostAsJsonAsync("v1/chat/completions", body);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("nobody", (string)(await TestServer.ReadAsync(answer))["error"]!["message"]!);
    }

    [Fact]
    public async Task An_engine_that_dies_in_the_middle_of_a_stream_ends_it_with_an_error_event()
    {
        await using var server = await TestServer.StartReadyAsync();

        var text = await (await server.Client.PostAsJsonAsync("v1/chat/completions", Chat("[[crash-after=2]] [[delay=50]]", stream: true))).Content.ReadAsStringAsync();

        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("unavailable", (string)JsonNode.Parse(events[^1]["data: ".Length..])!["error"]!["code"]!);
    }

    [Fact]
    public async Task A_caller_that_goes_takes_its_request_away_from_the_engine()
    {
        await using var server = await TestServer.StartReadyAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = JsonContent.Create(Chat("[[delay=50]]", stream: true, 1000)) };
        using (var answer = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            await (await answer.Content.ReadAsStreamAsync()).ReadExactlyAsync(new byte[20]);
        }

        // The stub stops at once when its caller is gone, so nine requests fit into eight slots and one more without waiting.
        await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => server.ReadyAsync()));
    }

    [Theory]
    [InlineData("{\"messages\":[]", "not JSON")]
    [InlineData("{\"model\":5,\"stream\":\"yes\",\"messages\":[]}", "model: must be a string; stream: must be a boolean")]
    public async Task A_body_that_cannot_be_read_is_400(string body, string message)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.Client.PostAsync("v1/chat/completions", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, (string)(await TestServer.ReadAsync(answer))["error"]!["message"]!);
    }

    private static JsonObject Chat(string content, bool stream, int maxTokens = 3) => new()
    {
        ["model"] = "slipway-demo",
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = content }),
        ["max_tokens"] = maxTokens,
        ["stream"] = stream,
    };
}
