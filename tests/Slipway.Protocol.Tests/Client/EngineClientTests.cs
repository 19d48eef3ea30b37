using System.Text;
using Microsoft.AspNetCore.Http;
using Slipway.Protocol.Client;
using Slipway.Protocol.OpenAi;

namespace Slipway.Protocol.Tests.Client;

public sealed class EngineClientTests
{
    private static readonly ChatCompletionRequest Request = new() { Messages = [ChatMessage.User("hi")] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task A_stream_is_read_whole_wherever_it_is_split(string lineEnd)
    {
        var text = ": hello|data: {\"choices\":[{\"delta\":{\"content\":\"é\"}}]}||event: x|data: {\"choices\":|data: [],\"usage\":{\"total_tokens\":3}}||:||data: [DONE]||";
        var bytes = Encoding.UTF8.GetBytes(text.Replace("|", lineEnd, StringComparison.Ordinal));
        await using var engine = await FakeEngine.StartAsync(async context =>
        {
            foreach (var single in bytes)
            {
                await context.Response.Body.WriteAsync(new[] { single });
                await context.Response.Body.FlushAsync();
            }
        });
        using var client = new EngineClient(engine.Address);

        var (chunks, failure) = await ReadAsync(client);

        Assert.Null(failure);
        Assert.Equal(2, chunks.Count);
        Assert.Equal("é", chunks[0].Choices[0].Delta.Content);
        Assert.Equal(3, chunks[1].Usage!.TotalTokens);
    }

    [Theory]
    [InlineData("data: {\"choices\":[]}\n\n", EngineFailureKind.Broken)]
    [InlineData("data: {\"choices\":[]}\n\ndata: {oh\n\n", EngineFailureKind.Malformed)]
    [InlineData("data: {\"choices\":[]}\n\ndata: {\"choices\":[],\"error\":{\"message\":\"gone\",\"status\":503}}\n\n", EngineFailureKind.Broken)]
    public async Task A_stream_that_ends_badly_says_so(string body, EngineFailureKind kind)
    {
        await using var engine = await FakeEngine.StartAsync(context => context.Response.WriteAsync(body));
        using var client = new EngineClient(engine.Address);

        var (chunks, failure) = await ReadAsync(client);

        Assert.Single(chunks);
        Assert.Equal(kind, failure?.Kind);
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_is_broken()
    {
        var read = new TaskCompletionSource();
        await using var engine = await FakeEngine.StartAsync(async context =>
        {
            await context.Response.WriteAsync("data: {\"choices\":[]}\n\nda");
            await context.Response.Body.FlushAsync();
            await read.Task;
            context.Abort();
        });
        using var client = new EngineClient(engine.Address);
        var reply = await client.StreamChatAsync(Request, Cancellation);
        await using var stream = reply.Value!;

        Assert.True(await stream.MoveNextAsync());
        read.SetResult();

        Assert.False(await stream.MoveNextAsync());
        Assert.Equal(EngineFailureKind.Broken, stream.Failure?.Kind);
    }

    [Fact]
    public async Task A_refusal_carries_its_error_and_when_to_come_again()
    {
        await using var engine = await FakeEngine.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "2";
            return context.Response.WriteAsync("""{"error": {"code": "unavailable", "message": "full", "status": 503}}""");
        });
        using var client = new EngineClient(engine.Address);

        var reply = await client.ChatAsync(Request, Cancellation);

        Assert.Equal(
            new EngineFailure(EngineFailureKind.Refused, "full", 503, reply.Failure!.Error, TimeSpan.FromSeconds(2)), reply.Failure);
        Assert.Equal("unavailable", reply.Failure.Error?.Code);
    }

    [Fact]
    public async Task A_missing_engine_is_unreachable()
    {
        using var client = new EngineClient(EngineAddress.Unix(Path.Combine(Path.GetTempPath(), "slipway-nobody.sock")));
        var reply = await client.ChatAsync(Request, Cancellation);
        Assert.Equal(EngineFailureKind.Unreachable, reply.Failure?.Kind);
    }

    [Fact]
    public async Task Leaving_a_stream_closes_the_connection()
    {
        var gone = new TaskCompletionSource();
        await using var engine = await FakeEngine.StartAsync(async context =>
        {
            context.RequestAborted.Register(gone.SetResult);
            await context.Response.WriteAsync("data: {\"choices\":[]}\n\n");
            await context.Response.Body.FlushAsync();
            await gone.Task;
        });
        using var client = new EngineClient(engine.Address);

        var reply = await client.StreamChatAsync(Request, Cancellation);
        await using (var stream = reply.Value!)
            Assert.True(await stream.MoveNextAsync());

        await gone.Task.WaitAsync(Cancellation);
    }

    private static async Task<(List<ChatCompletionChunk> Chunks, EngineFailure? Failure)> ReadAsync(EngineClient client)
    {
        var reply = await client.StreamChatAsync(Request, Cancellation);
        Assert.True(reply.Succeeded, reply.Failure?.Message);
        await using var stream = reply.Value;
        var chunks = new List<ChatCompletionChunk>();
        while (await stream.MoveNextAsync())
            chunks.Add(stream.Current);
        return (chunks, stream.Failure);
    }
}
