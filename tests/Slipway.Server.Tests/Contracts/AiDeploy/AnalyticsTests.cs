using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.AiDeploy;

public sealed class AnalyticsTests
{
    [Fact]
    public async Task Requests_show_in_the_analysis_within_two_seconds_and_wrong_ones_do_not()
    {
        await using var server = await TestServer.StartReadyAsync();
        for (var i = 0; i < 3; i++)
            await server.Client.PostAsJsonAsync("v1/completions", new { prompt = "Hello", max_tokens = 2, user = "ann" });
        await server.Client.PostAsJsonAsync("v1/completions", "no object");
        await server.ResultAsync(await server.SubmitAsync("Hello"));
        await Task.Delay(2000, TestContext.Current.CancellationToken);

        var report = await GetAsync(server, "analytics/performance");

        // The three, the task, and the one that waited until the model was ready.
        Assert.Equal(5, (int)report["total_requests"]!);
        var part = report["performance_by_deployment"]!["default"]!;
        Assert.Equal((5, 0.0), ((int)part["requests"]!, (double)part["error_rate"]!));
        Assert.True((double)part["avg_latency"]! > 0);
        Assert.Equal(5, (int)report["performance_by_type"]!["default"]!["requests"]!);
    }

    [Fact]
    public async Task A_window_without_data_is_zeros_and_empty_lists()
    {
        await using var server = await TestServer.StartAsync();
        const string window = "?start_time=2020-01-01T00:00:00Z&end_time=2020-02-01T00:00:00Z";

        var performance = await GetAsync(server, "analytics/performance" + window);
        var cost = await GetAsync(server, "analytics/cost" + window);
        var forecast = await GetAsync(server, "analytics/forecast" + window + "&days=3");
        var suggestions = await GetAsync(server, "analytics/suggestions");

        Assert.Equal((0, 0.0, 0.0), ((int)performance["total_requests"]!, (double)performance["avg_latency"]!, (double)performance["error_rate"]!));
        Assert.Empty(performance["anomalies"]!.AsObject());
        Assert.Equal(0.0, (double)cost["total_cost"]!);
        Assert.Equal(["compute", "storage", "network"], cost["cost_breakdown"]!.AsObject().Select(part => part.Key));
        Assert.Null(cost["comparison"]!["aws"]);
        Assert.Equal([0.0, 0.0, 0.0], forecast["total_requests_forecast"]!.AsArray().Select(value => (double)value!));
        Assert.Empty(suggestions["suggestions_by_deployment"]!.AsObject());
    }

    [Theory]
    [InlineData("analytics/forecast?days=0", "days")]
    [InlineData("analytics/forecast?days=366", "days")]
    [InlineData("analytics/forecast?days=soon&start_time=yesterday", "days", "start_time")]
    [InlineData("analytics/cost?start_time=2025-03-20T00:00:00Z&end_time=2025-03-19T00:00:00Z", "end_time")]
    [InlineData("analytics/performance?end_time=x&start_time=y", "end_time", "start_time")]
    [InlineData("analytics/usage?format=xml", "format")]
    public async Task Wrong_parameters_are_all_named(string path, params string[] names)
    {
        await using var server = await TestServer.StartAsync(null, ("API_KEYS", "boss:admin"));

        var answer = await server.With("boss").GetAsync(path);

        Assert.Equal(400, (int)answer.StatusCode);
        var error = (string)(await TestServer.ReadAsync(answer))["error"]!;
        Assert.All(names, name => Assert.Contains(name, error));
    }

    [Fact]
    public async Task Every_single_record_can_be_exported_and_no_name_becomes_a_formula()
    {
        await using var server = await TestServer.StartAsync(null, ("API_KEYS", "boss:admin"));
        using var boss = server.With("boss");
        await boss.PostAsJsonAsync("v1/completions", new { prompt = "Hello", max_tokens = 2, user = "=1+1,\"x\"" });
        await Task.Delay(1500, TestContext.Current.CancellationToken);

        var lines = (await boss.GetStringAsync("analytics/usage?format=csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var json = JsonNode.Parse((await boss.GetStringAsync("analytics/usage")).Trim())!;

        Assert.Equal(2, lines.Length);
        Assert.Contains(",\"'=1+1,\"\"x\"\"\",completion,", lines[1]);
        Assert.Equal("=1+1,\"x\"", (string)json["user_id"]!);
    }

    private static async Task<JsonObject> GetAsync(TestServer server, string path)
    {
        var answer = await server.Client.GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await TestServer.ReadAsync(answer);
    }
}
