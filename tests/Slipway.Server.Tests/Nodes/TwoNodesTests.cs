using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.Platform.Deployments;
using Slipway.Storage.Deployments;
using Slipway.Storage.Postgres;
using Slipway.Testing;

namespace Slipway.Server.Tests.Nodes;

/// <summary>Two servers on one PostgreSQL, with one Redis and without.</summary>
[Trait("Needs", "server")]
public sealed class TwoNodesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_node_serves_status_stream_and_result_of_the_others_tasks(bool withRedis)
    {
        await using var nodes = await Nodes.StartAsync(withRedis);
        var id = await nodes.A.SubmitAsync("[[delay=60]] tell me", 20);

        Assert.Contains((string)(await nodes.B.Client.GetFromJsonAsync<JsonObject>($"status/{id}"))!["status"]!, new[] { "queued", "processing" });
        var events = Events(await nodes.B.Client.GetStringAsync($"stream/{id}"));

        var text = string.Concat(Enumerable.Range(1, 20).Select(i => $"word{i} "));
        Assert.Equal(text, string.Concat(events.Select(e => (string?)e.Data["delta"])));
        Assert.True(events.Count(e => e.Data.ContainsKey("delta")) > 3, "the text came at once and not as it grew");
        Assert.All(events, e => Assert.False(e.Data.ContainsKey("reset")));
        Assert.Equal(text, (string)(await nodes.B.ResultAsync(id))["result"]!);
        // One that resumes there gets what it has not seen.
        var middle = events[events.Count / 2];
        using var resume = new HttpRequestMessage(HttpMethod.Get, $"stream/{id}") { Headers = { { "Last-Event-ID", middle.Id } } };
        var rest = Events(await (await nodes.B.Client.SendAsync(resume)).Content.ReadAsStringAsync());
        Assert.Equal(text[int.Parse(middle.Id.Split('.')[1])..], string.Concat(rest.Select(e => (string?)e.Data["delta"])));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_is_idle_helps_one_that_is_busy(bool withRedis)
    {
        await using var nodes = await Nodes.StartAsync(withRedis, ("MODEL_SLOTS", "1"));
        await using var database = await PostgresDatabase.OpenAsync(nodes.Database, TimeProvider.System, new Random(1));

        var ids = new List<string>();
        for (var i = 0; i < 12; i++)
            ids.Add(await nodes.A.SubmitAsync("[[delay=100]]", 10));
        var workers = 0L;
        for (var tries = 0; tries < 200 && workers < 2; tries++)
        {
            workers = await database.ReadAsync(session => session.NumberAsync("SELECT COUNT(DISTINCT node_id) FROM tasks WHERE state = 'processing'"));
            await Task.Delay(10);
        }

        Assert.Equal(2, workers);
        foreach (var id in ids)
            Assert.Equal("completed", (string)(await nodes.A.ResultAsync(id))["status"]!);
        Assert.Equal((0, 0), await QueueAsync(nodes.B));
    }

    [Fact]
    public async Task Both_nodes_obey_one_limit_and_each_its_own_while_Redis_is_away()
    {
        await using var nodes = await Nodes.StartAsync(withRedis: true, ("RATE_LIMITS_ENABLED", "true"), ("RATE_LIMIT_BURST", "10"), ("RATE_LIMIT_PER_MINUTE", "1"));

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 14; i++)
            answers.Add((await (i % 2 == 0 ? nodes.A : nodes.B).Client.GetAsync("status/x")).StatusCode);
        Assert.Equal(10, answers.Count(status => status == HttpStatusCode.NotFound));
        Assert.All(answers[10..], status => Assert.Equal(HttpStatusCode.TooManyRequests, status));

        nodes.Redis!.Kill();
        Assert.Equal(HttpStatusCode.NotFound, (await nodes.A.Client.GetAsync("status/x")).StatusCode);
    }

    [Fact]
    public async Task Health_says_whether_Redis_is_there_and_tasks_do_not_mind()
    {
        await using var nodes = await Nodes.StartAsync(withRedis: true);
        await nodes.UntilRedisAsync(true);
        var id = await nodes.A.SubmitAsync("[[delay=50]]", 30);
        var following = nodes.B.Client.GetStringAsync($"stream/{id}");

        nodes.Redis!.Kill();

        await nodes.UntilRedisAsync(false);
        var deltas = Events(await following).Select(e => (string?)e.Data["delta"]);
        Assert.Equal((string)(await nodes.B.ResultAsync(id))["result"]!, string.Concat(deltas));
        await nodes.Redis.RunAsync();
        await nodes.UntilRedisAsync(true);
        Assert.Equal("completed", (string)(await nodes.B.ResultAsync(await nodes.A.SubmitAsync("again")))["status"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_task_is_cancelled_through_either_node(bool withRedis)
    {
        await using var nodes = await Nodes.StartAsync(withRedis);
        var id = await nodes.A.SubmitAsync("[[delay=100]]", 200);
        var following = nodes.A.Client.GetStringAsync($"stream/{id}");

        Assert.Equal(HttpStatusCode.OK, (await nodes.B.Client.DeleteAsync($"tasks/{id}")).StatusCode);

        Assert.Equal("Cancelled", (string)Events(await following.WaitAsync(TimeSpan.FromSeconds(10)))[^1].Data["error_type"]!);
        Assert.Equal("failed", (string)(await nodes.A.Client.GetFromJsonAsync<JsonObject>($"status/{id}"))!["status"]!);
        Assert.Equal(HttpStatusCode.Conflict, (await nodes.A.Client.DeleteAsync($"tasks/{id}")).StatusCode);
    }

    [Fact]
    public async Task A_repeated_request_has_one_task_and_one_list_whichever_node_takes_it()
    {
        await using var nodes = await Nodes.StartAsync(withRedis: false);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SubmitAsync(i % 2 == 0 ? nodes.A : nodes.B)));

        var id = Assert.Single(answers.Distinct());
        await nodes.A.ResultAsync(id);
        var page = await nodes.B.Client.GetFromJsonAsync<JsonObject>("tasks?limit=5&status=completed");
        Assert.Equal(id, (string)Assert.Single(page!["tasks"]!.AsArray())!["task_id"]!);

        static async Task<string> SubmitAsync(TestServer node)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "generate")
            {
                Headers = { { "Idempotency-Key", "once" } },
                Content = JsonContent.Create(new { prompt = "once" }),
            };
            return (string)(await TestServer.ReadAsync(await node.Client.SendAsync(request)))["task_id"]!;
        }
    }

    [Fact]
    public async Task Results_expire_and_what_a_node_that_left_had_is_done_by_the_other()
    {
        await using var nodes = await Nodes.StartAsync(withRedis: false, ("MODEL_SLOTS", "1"), ("RESULT_TTL", "1"));
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
            ids.Add(await nodes.A.SubmitAsync("[[delay=100]]", 10));

        await nodes.StopAAsync();

        // Every stream of the other node ends with the task's outcome.
        foreach (var id in ids)
        {
            var answer = await nodes.B.Client.GetAsync($"stream/{id}");
            if (answer.StatusCode != HttpStatusCode.NotFound)
                Assert.Contains("\"completed\"", await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal((0, 0), await QueueAsync(nodes.B));
    }

    [Fact]
    public async Task A_deployment_that_one_node_makes_runs_on_both_and_ends_on_both()
    {
        await using var nodes = await Nodes.StartAsync(withRedis: false);
        await using var database = await PostgresDatabase.OpenAsync(nodes.Database, TimeProvider.System, new Random(1));
        using var model = new TempDirectory();
        await File.WriteAllTextAsync(model.File("words.gguf"), "words");
        var deployments = new DeploymentStore(database);
        await deployments.SaveAsync(new Deployment
        {
            Id = "shared",
            Project = "default",
            Name = "shared",
            Kind = DeploymentKind.Configuration,
            Source = new ModelSource { Dialect = EngineDialect.Slipway, Path = model.File("words.gguf"), Slots = 1 },
            Wanted = true,
            Revision = 1,
            CreatedAt = 1,
            UpdatedAt = 1,
        });

        foreach (var node in new[] { nodes.A, nodes.B })
            await UntilAsync(node, HttpStatusCode.OK);
        await deployments.RemoveAsync("shared");
        foreach (var node in new[] { nodes.A, nodes.B })
            await UntilAsync(node, HttpStatusCode.NotFound);

        static async Task UntilAsync(TestServer node, HttpStatusCode wanted)
        {
            for (var tries = 0; ; tries++)
            {
                var answer = await node.Client.PostAsJsonAsync("v1/completions", new { model = "shared", prompt = "Hello", max_tokens = 1 });
                if (answer.StatusCode == wanted)
                    return;
                Assert.True(tries < 100, await answer.Content.ReadAsStringAsync());
                await Task.Delay(100);
            }
        }
    }

    private static async Task<(int, int)> QueueAsync(TestServer node)
    {
        var queue = await node.Client.GetFromJsonAsync<JsonObject>("queue");
        return ((int)queue!["queued"]!, (int)queue["processing"]!);
    }

    private static List<(string Id, JsonObject Data)> Events(string stream) =>
        [.. stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(block => block.Contains("data: ")).Select(block => (
            block.Split('\n').FirstOrDefault(line => line.StartsWith("id: "))?[4..] ?? "",
            (JsonObject)JsonNode.Parse(block.Split('\n').First(line => line.StartsWith("data: "))[6..])!))];

    private sealed class Nodes : IAsyncDisposable
    {
        private bool _stoppedA;

        public required TestServer A { get; init; }

        public required TestServer B { get; init; }

        public required RedisServer? Redis { get; init; }

        public required string Database { get; init; }

        public static async Task<Nodes> StartAsync(bool withRedis, params (string, string)[] settings)
        {
            var database = await PostgresServer.FreshAsync();
            var redis = withRedis ? await RedisServer.StartAsync() : null;
            (string, string)[] all = [.. settings, ("DATABASE_URL", database), ("REDIS_URL", redis?.Address ?? ""), ("NODE_LEASE", "5"), ("SLIPWAY_SECRET_KEY", "one secret of both nodes")];
            var nodes = new Nodes { A = await TestServer.StartReadyAsync(all), B = await TestServer.StartReadyAsync(all), Redis = redis, Database = database };
            if (withRedis)
                await nodes.UntilRedisAsync(true);
            return nodes;
        }

        public async Task UntilRedisAsync(bool connected)
        {
            foreach (var node in new[] { A, B })
            {
                for (var tries = 0; (bool)(await node.Client.GetFromJsonAsync<JsonObject>("health"))!["redis_connected"]! != connected; tries++)
                {
                    Assert.True(tries < 200, $"/health did not say that Redis is {(connected ? "there" : "away")}");
                    await Task.Delay(50);
                }
            }
        }

        public async Task StopAAsync()
        {
            _stoppedA = true;
            await A.DisposeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (!_stoppedA)
                await A.DisposeAsync();
            await B.DisposeAsync();
            Redis?.Dispose();
        }
    }
}
