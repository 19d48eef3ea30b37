using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Slipway.Server.Tests.Contracts.Generation;

public sealed class GenerateTests
{
    [Fact]
    public async Task A_prompt_is_queued_generated_and_measured()
    {
        await using var server = await TestServer.StartReadyAsync();

        var answer = await server.Client.PostAsJsonAsync("generate", new { prompt = "Say something", max_tokens = 3 });
        var accepted = await TestServer.ReadAsync(answer);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("queued", (string)accepted["status"]!);
        Assert.Equal("Your request is being processed. Use the task_id to check status.", (string)accepted["message"]!);

        var result = await server.ResultAsync((string)accepted["task_id"]!);
        Assert.Equal("completed", (string)result["status"]!);
        Assert.Equal("word1 word2 word3 ", (string)result["result"]!);
        var metrics = result["metrics"]!;
        Assert.Equal(5, (int)metrics["prompt_tokens"]!);
        Assert.Equal(3, (int)metrics["completion_tokens"]!);
        Assert.True((double)metrics["tokens_per_second"]! > 0);
        Assert.Equal((double)metrics["total_time"]!, (double)metrics["queue_wait_time"]! + (double)metrics["processing_time"]!, 5);
    }

    [Fact]
    public async Task A_task_that_is_not_done_says_so_with_202()
    {
        await using var server = await TestServer.StartReadyAsync();
        var id = await server.SubmitAsync("[[delay=300]]");

        var answer = await server.Client.GetAsync($"result/{id}");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Contains((string)(await TestServer.ReadAsync(answer))["status"]!, new[] { "queued", "processing" });
    }

    [Theory]
    [InlineData("{}", "prompt: is required")]
    [InlineData("""{"prompt": 5, "temperature": 3}""", "prompt: must be a string; temperature: must be a number from 0 to 2")]
    [InlineData("""{"prompt": "x", "max_tokens": 0, "top_p": 1e999}""", "max_tokens: must be an integer from 1 to 1000000; top_p: must be a number from 0 to 1")]
    [InlineData("""{"prompt": "\ud800"}""", "prompt: must be valid Unicode")]
    [InlineData("[1]", "the body must be a JSON object")]
    [InlineData("{\"prompt\"", "the body is not JSON")]
    public async Task A_bad_body_is_400_and_every_wrong_field_is_named(string body, string message)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.Client.PostAsync("generate", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = await TestServer.ReadAsync(answer);
        Assert.Contains(message, (string)error["error"]!);
        Assert.Equal(400, (int)error["status_code"]!);
    }

    [Fact]
    public async Task A_repeated_request_with_the_same_idempotency_key_answers_the_first_task()
    {
        await using var server = await TestServer.StartReadyAsync();

        var first = await PostAsync(server, "once", "key-1");
        var second = await PostAsync(server, "once", "key-1");
        var other = await PostAsync(server, "another", "key-1");

        Assert.Equal((string)(await TestServer.ReadAsync(first))["task_id"]!, (string)(await TestServer.ReadAsync(second))["task_id"]!);
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
    }

    [Fact]
    public async Task A_task_is_unknown_to_everybody_but_its_owner()
    {
        await using var server = await TestServer.StartReadyAsync();
        var id = await server.SubmitAsync("mine");
        using var other = server.With(TestServer.OtherKey);

        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"status/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"status/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("status/abc123-def456-ghi789")).StatusCode);
    }

    [Fact]
    public async Task An_engine_that_dies_at_work_three_times_fails_the_task_as_EngineCrashed()
    {
        await using var server = await TestServer.StartReadyAsync();

        var result = await server.ResultAsync(await server.SubmitAsync("[[crash-after=2]]"));

        Assert.Equal("error", (string)result["status"]!);
        Assert.Equal("EngineCrashed", (string)result["error_type"]!);
        // The engine is there again for the next one.
        Assert.Equal("completed", (string)(await server.ResultAsync(await server.SubmitAsync("fine")))["status"]!);
    }

    [Fact]
    public async Task A_task_that_takes_too_long_fails_as_TimeLimitExceeded()
    {
        await using var server = await TestServer.StartReadyAsync(("TASK_TIME_LIMIT", "0.3"));

        var result = await server.ResultAsync(await server.SubmitAsync("[[delay=200]]", 50));

        Assert.Equal("TimeLimitExceeded", (string)result["error_type"]!);
    }

    private static Task<HttpResponseMessage> PostAsync(TestServer server, string prompt, string idempotencyKey) => server.Client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "generate") { Content = JsonContent.Create(new { prompt }), Headers = { { "Idempotency-Key", idempotencyKey } } });
}
