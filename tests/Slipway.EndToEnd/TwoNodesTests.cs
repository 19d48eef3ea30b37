using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.Testing;

namespace Slipway.EndToEnd;

/// <summary>Two servers on one PostgreSQL and one Redis, of which one is ended or paused in the middle of its work.</summary>
[Trait("Needs", "server")]
[Trait("Needs", "time")]
public sealed class TwoNodesTests : IDisposable
{
    private readonly TempDirectory _first = new();
    private readonly TempDirectory _second = new();

    [Fact]
    public async Task What_a_killed_node_had_is_done_by_the_other_and_its_engine_is_gone()
    {
        using var redis = await RedisServer.StartAsync();
        var environment = await ShareAsync(redis);
        await using var one = await ServeProcess.StartAsync(_first.Path, environment);
        await using var two = await ServeProcess.StartAsync(_second.Path, environment);
        var ids = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => one.SubmitAsync($"task {i}", 400)));
        await AtWorkAsync(one);
        var children = one.Children();

        await one.EndAsync("KILL", TimeSpan.FromSeconds(5));

        foreach (var id in ids)
            Assert.Equal("completed", (string)(await two.ResultAsync(id))["status"]!);
        Assert.NotEmpty(children);
        Assert.All(children, child => Assert.False(Directory.Exists($"/proc/{child}")));
    }

    [Fact]
    public async Task A_paused_node_that_comes_back_changes_nothing_and_works_again()
    {
        using var redis = await RedisServer.StartAsync();
        var environment = await ShareAsync(redis);
        await using var one = await ServeProcess.StartAsync(_first.Path, environment);
        await using var two = await ServeProcess.StartAsync(_second.Path, environment);
        var ids = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => one.SubmitAsync($"task {i}", 400)));
        await AtWorkAsync(one);
        var children = one.Children();

        await SignalAsync(one, "STOP");
        var results = new List<string>();
        foreach (var id in ids)
            results.Add((await two.ResultAsync(id)).ToJsonString());
        await SignalAsync(one, "CONT");

        await one.UntilAsync("it has begun a new term", () => Task.FromResult(one.Output.Contains("begun a new term")), TimeSpan.FromSeconds(30));
        await one.UntilAsync("its model answers again", async () =>
            (bool)(await one.Client.GetFromJsonAsync<JsonObject>("health"))!["model_loaded"]!, TimeSpan.FromSeconds(60));
        Assert.All(children, child => Assert.False(Directory.Exists($"/proc/{child}")));
        for (var i = 0; i < ids.Length; i++)
        {
            Assert.Contains("\"completed\"", results[i]);
            Assert.Equal(results[i], (await one.ResultAsync(ids[i])).ToJsonString());
        }

        Assert.Equal("completed", (string)(await one.ResultAsync(await one.SubmitAsync("one more", 4)))["status"]!);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    private static async Task<Dictionary<string, string>> ShareAsync(RedisServer redis) => new()
    {
        ["DATABASE_URL"] = await PostgresServer.FreshAsync(),
        ["REDIS_URL"] = redis.Address,
        ["SLIPWAY_SECRET_KEY"] = "one secret of both nodes",
        ["NODE_LEASE"] = "2",
        ["MODEL_SLOTS"] = "2",
    };

    private static Task AtWorkAsync(ServeProcess serve) => serve.UntilAsync("it is at work", async () =>
        (int)(await serve.Client.GetFromJsonAsync<JsonObject>("queue"))!["processing"]! > 0, TimeSpan.FromSeconds(30));

    private static async Task SignalAsync(ServeProcess serve, string signal) =>
        await ProcessRunner.RunAsync("kill", [$"-{signal}", $"{serve.Pid}"], TimeSpan.FromSeconds(5));
}
