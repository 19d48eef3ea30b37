using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.Deployments;

public sealed class TrafficTests
{
    [Fact]
    public async Task A_request_that_outlasts_its_deployments_time_is_told_so()
    {
        await using var server = await DeployedServer.StartAsync();
        await server.RegisterAsync("chat", "v1");
        var id = await server.DeployAsync(new { model_id = "chat", model_version = "v1" });
        await server.UntilAsync(id, "deployed");
        await DeployedServer.ReadAsync(await server.Client.PutAsJsonAsync($"deployments/{id}", new { resource_requirements = new { timeout = 1 } }), 200);

        var late = await DeployedServer.ReadAsync(await server.Client.PostAsJsonAsync("v1/completions", new { model = "chat", prompt = "[[hold=5000]]", max_tokens = 1 }), 504);

        Assert.Contains("1 s", (string)late["error"]!["message"]!);
    }

    [Fact]
    public async Task A_mirrored_canary_answers_nobody_and_is_measured()
    {
        await using var server = await DeployedServer.StartAsync(("CANARY_STEPS", "100"));
        await server.RegisterAsync("chat", "v1");
        await server.RegisterAsync("chat", "v2");
        var id = await server.DeployAsync(new { model_id = "chat", model_version = "v1" });
        await server.UntilAsync(id, "deployed");
        await server.DeployAsync(new { model_id = "chat", model_version = "v2", canary_percentage = 99, mirror = true });
        await server.UntilAsync(id, answer => (string)answer["current_stage"]! == "canary-99");
        var canary = (await server.StatusAsync(id))["provider_status"]!["replicas"]!.AsArray().Count;

        for (var i = 0; i < 10; i++)
            await server.AskAsync("chat");

        Assert.Equal(2, canary);
        Assert.Equal("v1", (string)(await server.StatusAsync(id))["stable_version"]!);
    }

    [Fact]
    public async Task A_version_that_is_asked_for_by_name_answers_outside_of_the_split()
    {
        await using var server = await DeployedServer.StartAsync();
        await server.RegisterAsync("chat", "v1");
        await server.RegisterAsync("chat", "v2");
        var id = await server.DeployAsync(new { model_id = "chat", model_version = "v1" });
        await server.UntilAsync(id, "deployed");
        await server.DeployAsync(new { model_id = "chat", model_version = "v2", canary_percentage = 1 });
        await server.UntilAsync(id, answer => (string)answer["current_stage"]! == "canary-1");

        foreach (var version in new[] { "v1", "v2" })
        {
            var answer = await server.Client.PostAsJsonAsync("v1/completions", new { model = "chat", model_version = version, prompt = "Hello", max_tokens = 1 });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        await DeployedServer.ReadAsync(await server.Client.PostAsJsonAsync("v1/completions", new { model = "chat", model_version = "v9", prompt = "Hello" }), 404);
    }

    [Fact]
    public async Task A_deployment_whose_minimum_is_nothing_sleeps_when_idle_and_a_herd_wakes_it_once()
    {
        await using var server = await DeployedServer.StartAsync(("SCALE_TO_ZERO_SECONDS", "1"));
        await server.RegisterAsync("chat", "v1");
        var id = await server.DeployAsync(new { model_id = "chat", model_version = "v1" });
        await server.UntilAsync(id, "deployed");
        await DeployedServer.ReadAsync(await server.Client.PutAsJsonAsync($"deployments/{id}/scaling", new { min_replicas = 0, max_replicas = 1 }), 200);
        await server.UntilAsync(id, answer => answer["provider_status"]!["replicas"]!.AsArray().Count == 0);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.AskAsync("chat")));

        Assert.Single((await server.StatusAsync(id))["provider_status"]!["replicas"]!.AsArray());
    }

    [Fact]
    public async Task A_restart_goes_on_in_the_middle_of_a_canary()
    {
        using var folder = new Slipway.Testing.TempDirectory();
        using var models = new Slipway.Testing.TempDirectory();
        string id;
        await using (var server = await DeployedServer.StartInAsync(folder.Path))
        {
            await server.RegisterAsync("chat", "v1", folder: models.Path);
            await server.RegisterAsync("chat", "v2", folder: models.Path);
            id = await server.DeployAsync(new { model_id = "chat", model_version = "v1" });
            await server.UntilAsync(id, "deployed");
            await server.DeployAsync(new { model_id = "chat", model_version = "v2" });
            await server.UntilAsync(id, answer => (string)answer["current_stage"]! == "canary-10");
        }

        await using var again = await DeployedServer.StartInAsync(folder.Path);
        await again.Server.ReadyAsync();

        await again.UntilAsync(id, answer => (int)answer["provider_status"]!["replicas_ready"]! == 2);
        Assert.Equal("canary-10", (string)(await again.StatusAsync(id))["current_stage"]!);
        await again.AskAsync("chat");
    }

    /// <summary>Replicas die while a version rolls out and callers ask: whoever asks gets an answer or is told to come again.</summary>
    [Fact]
    [Trait("Needs", "time")]
    public async Task Killed_replicas_lose_no_request_and_the_deployment_recovers()
    {
        await using var server = await DeployedServer.StartAsync(("CANARY_WINDOW_SECONDS", "5"), ("CANARY_INCONCLUSIVE", "promote"));
        await server.RegisterAsync("chat", "v1");
        await server.RegisterAsync("chat", "v2");
        var id = await server.DeployAsync(new { model_id = "chat", model_version = "v1", instance_count = 2 });
        await server.UntilAsync(id, answer => (int)answer["provider_status"]!["replicas_ready"]! == 2);
        await server.DeployAsync(new { model_id = "chat", model_version = "v2" });
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(25));
        var answers = new System.Collections.Concurrent.ConcurrentDictionary<int, int>();
        var callers = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var answer = await server.Client.PostAsJsonAsync("v1/completions", new { model = "chat", prompt = "[[delay=5]] Hello", max_tokens = 4, user = $"u{caller}" });
                answers.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
            }
        })).ToList();
        var random = new Random(3);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(random.Next(1500, 3000));
            if (server.Server.EnginesOf(id) is { Count: > 1 } engines)
                System.Diagnostics.Process.GetProcessById(engines[random.Next(engines.Count)]).Kill();
        }

        await Task.WhenAll(callers);
        // Nothing but answers, and refusals that say when to come again.
        Assert.All(answers.Keys, status => Assert.True(status is 200 or 502 or 503, $"{status}"));
        Assert.True(answers[200] > 20 * answers.Where(pair => pair.Key != 200).Sum(pair => pair.Value), string.Join(", ", answers));
        await server.UntilAsync(id, answer => (string)answer["status"]! is "deployed" or "rolled_back" && (int)answer["provider_status"]!["replicas_ready"]! == 2);
        await server.AskAsync("chat");
    }
}
