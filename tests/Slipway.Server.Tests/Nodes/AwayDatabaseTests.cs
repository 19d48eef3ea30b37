using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.Testing;

namespace Slipway.Server.Tests.Nodes;

[Trait("Needs", "server")]
[Trait("Needs", "time")]
public sealed class AwayDatabaseTests
{
    [Theory]
    [InlineData("60", 2)]
    [InlineData("2", 8)]
    public async Task A_database_that_was_away_costs_no_task_whether_the_lease_outlasts_it_or_not(string lease, int seconds)
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed: run tests/install");
        using var database = await PostgresServer.StartAsync();
        await using var server = await TestServer.StartReadyAsync(
            ("DATABASE_URL", await database.CreateAsync()), ("NODE_LEASE", lease), ("MODEL_SLOTS", "1"), ("TASK_TIME_LIMIT", "60"));
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
            ids.Add(await server.SubmitAsync("[[delay=100]]", 12));

        database.Stop();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        if (seconds > 5)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Client.GetAsync($"status/{ids[0]}")).StatusCode);
        await database.RunAsync();

        foreach (var id in ids)
        {
            JsonObject? status = null;
            for (var tries = 0; (string?)status?["status"] != "completed"; tries++)
            {
                Assert.True(tries < 300, $"{status}");
                await Task.Delay(100);
                using var answer = await server.Client.GetAsync($"status/{id}");
                status = await answer.Content.ReadFromJsonAsync<JsonObject>();
            }
        }

        Assert.Equal("completed", (string)(await server.ResultAsync(await server.SubmitAsync("one more")))["status"]!);
    }
}
