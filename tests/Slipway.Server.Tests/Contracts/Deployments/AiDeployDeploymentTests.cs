using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.Deployments;

public sealed class AiDeployDeploymentTests
{
    private const string Example = """
        {
          "name": "deployment-name",
          "model_id": "MODEL",
          "model_type": "original",
          "deployment_type": "serverless",
          "resource_requirements": { "cpu": "1", "memory": "2Gi", "gpu": null, "timeout": 30 },
          "scaling_policy": { "min_instances": 1, "max_instances": 5, "target_cpu_utilization": 70 },
          "cost_optimization_policy": {
            "use_spot_instances": true, "hibernation_enabled": true, "hibernation_idle_timeout": 1800, "multi_cloud_enabled": true
          },
          "metadata": {}
        }
        """;

    [Fact]
    public async Task The_documents_example_is_created_changed_put_to_sleep_woken_and_deleted()
    {
        await using var server = await DeployedServer.StartAsync();
        var model = await server.RegisterAsync("chat", "1.0");
        var body = Example.Replace("MODEL", model.Id);

        var created = await DeployedServer.ReadAsync(await server.Bearer.PostAsync("deployments", Json(body)), 200);
        Assert.Equal(("creating", null), ((string)created["status"]!, (string?)created["endpoint"]));
        foreach (var (name, value) in JsonNode.Parse(body)!.AsObject())
            Assert.True(JsonNode.DeepEquals(value, created[name]), $"{name}: {created[name]}");
        var id = (string)created["id"]!;
        await server.UntilAsync(id, "deployed");
        var active = await DeployedServer.ReadAsync(await server.Bearer.GetAsync($"deployments/{id}"), 200);
        Assert.Equal("active", (string)active["status"]!);
        Assert.Equal($"{server.Server.Address}deployments/{id}/v1", (string)active["endpoint"]!);
        var answer = await server.Bearer.PostAsJsonAsync($"deployments/{id}/v1/chat/completions",
            new { model = "deployment-name", messages = new[] { new { role = "user", content = "Hello" } }, max_tokens = 2 });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await server.AskAsync("deployment-name");

        var changed = await DeployedServer.ReadAsync(await server.Bearer.PutAsync($"deployments/{id}", Json(
            """{"resource_requirements": {"timeout": 60}, "scaling_policy": {"min_instances": 2}, "metadata": {"key": "value"}}""")), 200);
        Assert.Equal("""{"cpu":"1","memory":"2Gi","gpu":null,"timeout":60}""", changed["resource_requirements"]!.ToJsonString());
        Assert.Equal("""{"min_instances":2,"max_instances":5,"target_cpu_utilization":70}""", changed["scaling_policy"]!.ToJsonString());
        Assert.Equal("""{"key":"value"}""", changed["metadata"]!.ToJsonString());

        for (var i = 0; i < 2; i++)
        {
            var asleep = await DeployedServer.ReadAsync(await server.Bearer.PostAsync($"deployments/{id}/hibernate", null), 200);
            Assert.Equal($"Deployment {id} hibernated successfully", (string)asleep["message"]!);
        }

        var hibernated = await DeployedServer.ReadAsync(await server.Bearer.GetAsync($"deployments/{id}"), 200);
        Assert.Equal("hibernated", (string)hibernated["status"]!);
        Assert.Empty(hibernated["provider_status"]!["replicas"]!.AsArray());
        // A request wakes it.
        await server.AskAsync("deployment-name");
        await server.UntilAsync(id, "deployed");
        await server.Bearer.PostAsync($"deployments/{id}/hibernate", null);
        var woken = await DeployedServer.ReadAsync(await server.Bearer.PostAsync($"deployments/{id}/activate", null), 200);
        Assert.Equal($"Deployment {id} activated successfully", (string)woken["message"]!);

        var list = JsonNode.Parse(await server.Bearer.GetStringAsync("deployments"))!.AsArray();
        Assert.Equal("active", (string)Assert.Single(list)!["status"]!);
        await DeployedServer.ReadAsync(await server.Bearer.PostAsync("deployments", Json(body)), 409);
        var deleted = await DeployedServer.ReadAsync(await server.Bearer.DeleteAsync($"deployments/{id}"), 200);
        Assert.Equal($"Deployment {id} deleted successfully", (string)deleted["message"]!);
        await DeployedServer.ReadAsync(await server.Bearer.GetAsync($"deployments/{id}"), 404);
    }

    [Fact]
    public async Task Wrong_fields_are_named_with_their_places_all_at_once()
    {
        await using var server = await DeployedServer.StartAsync();

        var refused = await DeployedServer.ReadAsync(await server.Bearer.PostAsync("deployments", Json(
            """
            {"name": "", "deployment_type": "cloud", "resource_requirements": {"cpu": "much", "memory": "2Gb", "timeout": 0},
             "scaling_policy": {"min_instances": 3, "max_instances": 2}, "cost_optimization_policy": {"hibernation_enabled": "yes"}, "metadata": []}
            """)), 400);

        foreach (var field in new[]
        {
            "name", "model_id", "deployment_type", "resource_requirements.cpu", "resource_requirements.memory", "resource_requirements.timeout",
            "scaling_policy.min_instances", "cost_optimization_policy.hibernation_enabled", "metadata",
        })
        {
            Assert.Contains(field, (string)refused["error"]!);
        }
    }

    [Fact]
    public async Task A_model_that_does_not_fit_is_refused_with_the_numbers()
    {
        await using var server = await DeployedServer.StartAsync();
        var model = await server.RegisterAsync("chat", "1.0");

        var refused = await DeployedServer.ReadAsync(await server.Bearer.PostAsync("deployments", Json(
            $$"""{"name": "small", "model_id": "{{model.Id}}", "deployment_type": "serverless", "resource_requirements": {"memory": "16Mi"} }""")), 400);

        Assert.Contains("must be at least", (string)refused["error"]!);
        var planned = await DeployedServer.ReadAsync(await server.Bearer.PostAsync("deployments?dry_run=true", Json(
            $$"""{"name": "small", "model_id": "{{model.Id}}", "deployment_type": "serverless"}""")), 200);
        Assert.True((bool)planned["fits_now"]!);
        Assert.Equal("[]", await server.Bearer.GetStringAsync("deployments"));
    }

    [Fact]
    public async Task More_resources_replace_the_replica_without_a_failed_request()
    {
        await using var server = await DeployedServer.StartAsync();
        var model = await server.RegisterAsync("chat", "1.0");
        var created = await DeployedServer.ReadAsync(await server.Bearer.PostAsync("deployments", Json(Example.Replace("MODEL", model.Id))), 200);
        var id = (string)created["id"]!;
        var before = (string)(await server.UntilAsync(id, "deployed"))["provider_status"]!["replicas"]![0]!["id"]!;
        using var stop = new CancellationTokenSource();
        var traffic = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await server.AskAsync("deployment-name");
        });

        await DeployedServer.ReadAsync(await server.Bearer.PutAsync($"deployments/{id}", Json("""{"resource_requirements": {"memory": "4Gi"}}""")), 200);
        await server.UntilAsync(id, answer => (string)answer["status"]! == "deployed"
            && answer["provider_status"]!["replicas"]!.AsArray() is [{ } only] && (string)only!["id"]! != before);

        await stop.CancelAsync();
        await traffic;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
