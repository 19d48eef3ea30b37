using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.Platform.Registry;

namespace Slipway.Server.Tests.Contracts.Deployments;

public sealed class LlmOpsDeploymentTests
{
    [Fact]
    public async Task The_documents_example_deploys_answers_and_is_deleted()
    {
        await using var server = await DeployedServer.StartAsync();
        await server.RegisterAsync("chat", "v1");

        var deployed = await DeployedServer.ReadAsync(await server.Client.PostAsJsonAsync("models/deploy", new
        {
            model_id = "chat",
            model_version = "v1",
            canary_percentage = 10.0,
            instance_type = "string",
            instance_count = 2,
            auto_scaling = true,
            environment_variables = new { key = "value" },
        }), 200);
        Assert.Equal("deploying", (string)deployed["status"]!);
        Assert.Equal("chat", (string)deployed["model_id"]!);
        Assert.Equal("v1", (string)deployed["model_version"]!);
        var id = (string)deployed["deployment_id"]!;
        var status = await server.UntilAsync(id, "deployed");

        Assert.Equal(100, (double)status["canary_percentage"]!);
        Assert.Equal("live", (string)status["current_stage"]!);
        Assert.All(status["stages"]!.AsArray(), stage => Assert.Equal("completed", (string)stage!["status"]!));
        Assert.All(status["stages"]!.AsArray(), stage => Assert.NotNull(stage!["end_time"]));
        Assert.Equal("running", (string)status["provider_status"]!["status"]!);
        Assert.Contains("Kubernetes", (string)status["provider_status"]!["message"]!);
        Assert.Equal("********", (string)status["environment_variables"]!["key"]!);
        await server.AskAsync("chat");

        var updated = await DeployedServer.ReadAsync(await server.Client.PutAsJsonAsync($"deployments/{id}", new { instance_count = 3, canary_percentage = 50.0 }), 200);
        Assert.Equal($$"""{"deployment_id":"{{id}}","status":"updating"}""", updated.ToJsonString());
        var policy = await DeployedServer.ReadAsync(await server.Client.PutAsJsonAsync($"deployments/{id}/scaling",
            new { min_replicas = 2, max_replicas = 8, target_gpu_utilization = 75.0, max_queue_length = 100 }), 200);
        Assert.Equal($$"""{"deployment_id":"{{id}}","status":"policy_updated"}""", policy.ToJsonString());
        await server.UntilAsync(id, answer => (int)answer["provider_status"]!["replicas_ready"]! == 3);

        var deleted = await DeployedServer.ReadAsync(await server.Client.DeleteAsync($"deployments/{id}"), 200);
        Assert.Equal($$"""{"deployment_id":"{{id}}","status":"deleted"}""", deleted.ToJsonString());
        await DeployedServer.ReadAsync(await server.Client.GetAsync($"deployments/{id}"), 404);
    }

    [Fact]
    public async Task A_second_version_rolls_through_the_same_deployment_and_is_moved_by_hand()
    {
        await using var server = await DeployedServer.StartAsync();
        await server.RegisterAsync("chat", "v1");
        await server.RegisterAsync("chat", "v2");
        var id = await server.DeployAsync(new { model_id = "chat", model_version = "v1" });
        await server.UntilAsync(id, "deployed");

        Assert.Equal(id, await server.DeployAsync(new { model_id = "chat", model_version = "v2", canary_percentage = 25.0 }));
        var canary = await server.UntilAsync(id, answer => ((string)answer["current_stage"]!).Contains("canary"));
        Assert.Equal(("deploying", "v2", 25.0), ((string)canary["status"]!, (string)canary["model_version"]!, (double)canary["canary_percentage"]!));
        Assert.Equal(["provisioning", "verifying", "canary-25", "canary-50", "live"], canary["stages"]!.AsArray().Select(stage => (string)stage!["name"]!));

        await DeployedServer.ReadAsync(await server.Client.PutAsJsonAsync($"deployments/{id}", new { canary_percentage = 100 }), 200);
        var live = await server.UntilAsync(id, "deployed");
        Assert.Equal(("v2", 100.0), ((string)live["stable_version"]!, (double)live["canary_percentage"]!));

        // And back again by one call.
        await DeployedServer.ReadAsync(await server.Client.PostAsync($"deployments/{id}/rollback", null), 200);
        Assert.Equal("v1", (string)(await server.UntilAsync(id, "rolled_back"))["stable_version"]!);
        await DeployedServer.ReadAsync(await server.Client.PostAsync($"deployments/{id}/rollback", null), 409);
    }

    [Fact]
    public async Task A_canary_that_is_set_to_nothing_is_taken_back()
    {
        await using var server = await DeployedServer.StartAsync();
        await server.RegisterAsync("chat", "v1");
        await server.RegisterAsync("chat", "v2");
        var id = await server.DeployAsync(new { model_id = "chat", model_version = "v1" });
        await server.UntilAsync(id, "deployed");
        await server.DeployAsync(new { model_id = "chat", model_version = "v2" });
        await server.UntilAsync(id, answer => (string)answer["current_stage"]! == "canary-10");

        await DeployedServer.ReadAsync(await server.Client.PutAsJsonAsync($"deployments/{id}", new { canary_percentage = 0 }), 200);

        var status = await server.UntilAsync(id, "rolled_back");
        Assert.Equal(("v1", "v2", 0.0), ((string)status["stable_version"]!, (string)status["model_version"]!, (double)status["canary_percentage"]!));
        await server.AskAsync("chat");
    }

    [Fact]
    public async Task A_version_that_does_not_come_up_is_rolled_back_and_says_why()
    {
        await using var server = await DeployedServer.StartAsync();
        await server.RegisterAsync("chat", "v1");
        await server.RegisterAsync("chat", "v2", "broken");
        var id = await server.DeployAsync(new { model_id = "chat", model_version = "v1" });
        await server.UntilAsync(id, "deployed");

        await server.DeployAsync(new { model_id = "chat", model_version = "v2" });

        var status = await server.UntilAsync(id, "rolled_back");
        Assert.Contains("expected GGUF", (string)status["reason"]!);
        await server.AskAsync("chat");
        var events = await DeployedServer.ReadAsync(await server.Client.GetAsync($"deployments/{id}/events"), 200);
        Assert.Contains(events["events"]!.AsArray(), each => (string)each!["type"]! == "rolled_back");
    }

    [Fact]
    public async Task A_first_version_that_does_not_come_up_fails_with_the_last_lines()
    {
        await using var server = await DeployedServer.StartAsync();
        await server.RegisterAsync("chat", "v1", "broken");

        var id = await server.DeployAsync(new { model_id = "chat", model_version = "v1" });

        var status = await server.UntilAsync(id, "failed");
        Assert.Contains("expected GGUF", (string)status["reason"]!);
        var logs = await DeployedServer.ReadAsync(await server.Client.GetAsync($"deployments/{id}/logs?tail=5"), 200);
        Assert.Contains(logs["lines"]!.AsArray(), line => ((string)line!["line"]!).Contains("expected GGUF"));
    }

    [Fact]
    public async Task What_cannot_be_deployed_is_refused_with_all_reasons_at_once()
    {
        await using var server = await DeployedServer.StartAsync();
        await server.RegisterAsync("table", "v1", "bytes", ArtifactFormat.Other);

        var invalid = await DeployedServer.ReadAsync(await server.Client.PostAsJsonAsync("models/deploy", new
        {
            model_id = 1,
            canary_percentage = 101,
            instance_count = 0,
            environment_variables = new Dictionary<string, string> { ["LD_PRELOAD"] = "evil.so", ["HOME"] = "/" },
        }), 400);
        foreach (var field in new[] { "model_id", "model_version", "canary_percentage", "instance_count", "LD_PRELOAD", "HOME" })
            Assert.Contains(field, (string)invalid["error"]!);
        await DeployedServer.ReadAsync(await server.Client.PostAsJsonAsync("models/deploy", new { model_id = "unknown", model_version = "v1" }), 404);
        var other = await DeployedServer.ReadAsync(await server.Client.PostAsJsonAsync("models/deploy", new { model_id = "table", model_version = "v1" }), 409);
        Assert.Contains("no engine here runs", (string)other["error"]!);
    }

    [Fact]
    public async Task Metrics_are_series_of_what_was_measured()
    {
        await using var server = await DeployedServer.StartAsync();
        await server.RegisterAsync("chat", "v1");
        var id = await server.DeployAsync(new { model_id = "chat", model_version = "v1" });
        await server.UntilAsync(id, "deployed");
        for (var i = 0; i < 5; i++)
            await server.AskAsync("chat");

        JsonObject metrics;
        do
        {
            await Task.Delay(100);
            metrics = await DeployedServer.ReadAsync(await server.Client.GetAsync($"deployments/{id}/metrics?metric_names=latency,throughput,error_rate"), 200);
        }
        while (metrics["latency"]!.AsArray().Count == 0);

        Assert.Equal(["latency", "throughput", "error_rate"], metrics.Select(each => each.Key));
        Assert.True((double)metrics["latency"]![0]!["value"]! > 0);
        Assert.Equal(0, (double)metrics["error_rate"]![0]!["value"]!);
        var unknown = await DeployedServer.ReadAsync(await server.Client.GetAsync($"deployments/{id}/metrics?metric_names=latency,beauty&start_time=soon"), 400);
        Assert.Contains("beauty", (string)unknown["error"]!);
        Assert.Contains("gpu_utilization", (string)unknown["error"]!);
        Assert.Contains("start_time", (string)unknown["error"]!);
    }
}
