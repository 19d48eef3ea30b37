using System.Net;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.Generation;

public sealed class StreamTests
{
    [Fact]
    public async Task All_deltas_together_are_the_result_and_the_last_event_has_it_with_its_metrics()
    {
        await using var server = await TestServer.StartReadyAsync();
        var id = await server.SubmitAsync("[[delay=20]]", 6);

        var answer = await server.Client.GetAsync($"stream/{id}");
        var events = Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal("text/event-stream; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.All(events, one => Assert.Contains((string)one.Data["status"]!, new[] { "queued", "processing", "completed" }));
        Assert.All(events, one => Assert.NotEmpty((string)one.Data["message"]!));
        var last = events[^1].Data;
        Assert.Equal("completed", (string)last["status"]!);
        Assert.Equal("word1 word2 word3 word4 word5 word6 ", (string)last["result"]!);
        Assert.Equal((string)last["result"]!, string.Concat(events.Select(one => (string?)one.Data["delta"])));
        Assert.Equal(6, (int)last["metrics"]!["completion_tokens"]!);
        Assert.DoesNotContain(events, one => one.Data["reset"] is not null);
    }

    [Fact]
    public async Task A_late_subscriber_gets_everything_and_one_that_resumes_gets_what_it_missed()
    {
        await using var server = await TestServer.StartReadyAsync();
        var id = await server.SubmitAsync("late", 3);
        await server.ResultAsync(id);

        var whole = Parse(await server.Client.GetStringAsync($"stream/{id}"));
        var rest = Parse(await ResumeAsync(server, id, "1.6"));

        Assert.Equal("word1 word2 word3 ", string.Concat(whole.Select(one => (string?)one.Data["delta"])));
        Assert.Equal("word2 word3 ", string.Concat(rest.Select(one => (string?)one.Data["delta"])));
        Assert.Equal("1.18", rest[^2].Id);
        Assert.Equal("1.19", rest[^1].Id);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"stream/{id}") { Headers = { { "Last-Event-ID", "1.19" } } };
        Assert.Equal(HttpStatusCode.NoContent, (await server.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_new_attempt_takes_back_what_the_lost_one_said()
    {
        await using var server = await TestServer.StartReadyAsync();
        var id = await server.SubmitAsync("[[crash-after=2]] [[delay=20]]", 4);

        var events = Parse(await server.Client.GetStringAsync($"stream/{id}"));

        // An attempt that found the engine gone is one too.
        Assert.True(events.Count(one => one.Data["reset"] is not null) >= 2);
        Assert.All(events.Where(one => one.Data["reset"] is not null), one => Assert.EndsWith(".0", one.Id));
        Assert.Equal("failed", (string)events[^1].Data["status"]!);
        Assert.Equal("EngineCrashed", (string)events[^1].Data["error_type"]!);
        Assert.NotEmpty((string)events[^1].Data["error_message"]!);
        Assert.Null(events[^1].Data["result"]);
    }

    [Fact]
    public async Task A_key_in_the_query_opens_the_stream_and_nothing_else()
    {
        await using var server = await TestServer.StartReadyAsync();
        var id = await server.SubmitAsync("hello", 1);
        using var nobody = server.With(null);

        Assert.Contains("completed", await nobody.GetStringAsync($"stream/{id}?api_key={TestServer.Key}"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync($"stream/{id}?api_key=wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync($"status/{id}?api_key={TestServer.Key}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("stream/abc123-def456-ghi789")).StatusCode);
    }

    private static async Task<string> ResumeAsync(TestServer server, string id, string lastId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"stream/{id}") { Headers = { { "Last-Event-ID", lastId } } };
        var answer = await server.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    private static List<(string? Id, JsonObject Data)> Parse(string stream)
    {
        var events = new List<(string?, JsonObject)>();
        foreach (var block in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n');
            // Events are unnamed: EventSource's onmessage gets no others.
            Assert.DoesNotContain(lines, line => line.StartsWith("event:", StringComparison.Ordinal));
            if (lines.FirstOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal)) is { } data)
                events.Add((lines.FirstOrDefault(line => line.StartsWith("id: ", StringComparison.Ordinal))?[4..], JsonNode.Parse(data[6..])!.AsObject()));
        }

        return events;
    }
}
