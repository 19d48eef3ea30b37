using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.Generation;

public sealed class TaskListTests
{
    [Fact]
    public async Task A_running_task_is_cancelled_once_and_its_engine_stops()
    {
        await using var server = await TestServer.StartReadyAsync();
        var id = await server.SubmitAsync("[[delay=100]]", 500);
        var stream = server.Client.GetStringAsync($"stream/{id}");

        var cancelled = await server.Client.DeleteAsync($"tasks/{id}");

        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        Assert.Equal("failed", (string)(await TestServer.ReadAsync(cancelled))["status"]!);
        Assert.Contains("\"error_type\":\"Cancelled\"", await stream.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(HttpStatusCode.Conflict, (await server.Client.DeleteAsync($"tasks/{id}")).StatusCode);
        Assert.Equal("Cancelled", (string)(await server.ResultAsync(id))["error_type"]!);
    }

    [Fact]
    public async Task Tasks_are_listed_newest_first_and_only_to_their_owner()
    {
        await using var server = await TestServer.StartReadyAsync();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Insert(0, await server.SubmitAsync("hello"));
            await server.ResultAsync(ids[0]);
        }

        var first = await server.Client.GetFromJsonAsync<JsonObject>("tasks?limit=2&status=completed");
        var second = await server.Client.GetFromJsonAsync<JsonObject>($"tasks?limit=2&cursor={(string)first!["next_cursor"]!}");
        using var other = server.With(TestServer.OtherKey);

        Assert.Equal(ids, first["tasks"]!.AsArray().Concat(second!["tasks"]!.AsArray()).Select(task => (string)task!["task_id"]!));
        Assert.Null(second["next_cursor"]);
        Assert.Empty((await other.GetFromJsonAsync<JsonObject>("tasks"))!["tasks"]!.AsArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.GetAsync("tasks?status=odd&limit=0")).StatusCode);
    }

    [Fact]
    public async Task The_queue_shows_what_waits_and_what_runs()
    {
        await using var server = await TestServer.StartReadyAsync();
        for (var i = 0; i < 12; i++)
            await server.SubmitAsync("[[delay=500]]", 6);

        JsonObject queue;
        do
            queue = (await server.Client.GetFromJsonAsync<JsonObject>("queue"))!;
        while ((int)queue["processing"]! < 9);

        Assert.Equal(3, (int)queue["queued"]!);
    }
}
