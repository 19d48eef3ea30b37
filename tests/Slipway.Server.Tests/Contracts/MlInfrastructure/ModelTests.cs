using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.MlInfrastructure;

public sealed class ModelTests
{
    [Fact]
    public async Task The_list_answers_both_documents()
    {
        await using var server = await TestServer.StartReadyAsync();
        await UploadAsync(server, "m", "1");
        await UploadAsync(server, "n", "1");
        var list = (await server.Client.GetFromJsonAsync<JsonObject>("v1/models?limit=1&offset=1&status=active"))!;
        Assert.Equal("list", (string)list["object"]!);
        Assert.Equal("slipway-demo", (string)list["data"]![0]!["id"]!);
        Assert.Equal("m", (string)Assert.Single(list["models"]!.AsArray())!["model_id"]!);
        Assert.Equal((2, 1, 1), ((int)list["total"]!, (int)list["limit"]!, (int)list["offset"]!));
        var refused = await server.Client.GetAsync("v1/models?limit=0&status=odd");
        Assert.Equal(400, (int)refused.StatusCode);
        var message = (string)(await TestServer.ReadAsync(refused))["error"]!["message"]!;
        Assert.Contains("limit", message, StringComparison.Ordinal);
        Assert.Contains("status", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reported_metrics_are_kept_and_marked_as_such()
    {
        await using var server = await TestServer.StartAsync();
        await UploadAsync(server, "llama4-maverick-v1", "1");
        var registered = await server.Client.PostAsJsonAsync("v1/models/register", new
        {
            model_id = "llama4-maverick-v1",
            model_type = "maverick",
            description = "Fine-tuned Llama 4 Maverick model for GitOps issues",
            metrics = new { accuracy = 0.85, f1 = 0.87, trajectory_similarity = 0.78 },
            stage = "staging",
        });
        var answer = await TestServer.ReadAsync(registered);
        Assert.Equal((string[])["model_id", "model_type", "created_at", "status", "description", "stage", "version"], answer.Select(member => member.Key));
        Assert.Equal(("maverick", "active", "staging"), ((string)answer["model_type"]!, (string)answer["status"]!, (string)answer["stage"]!));

        var model = (await server.Client.GetFromJsonAsync<JsonObject>("v1/models/llama4-maverick-v1"))!;
        Assert.Equal("""{"accuracy":0.85,"f1":0.87,"trajectory_similarity":0.78}""", model["metrics"]!.ToJsonString());
        Assert.Equal("reported", (string)model["metrics_source"]!);
        Assert.Equal("model", (string)model["object"]!);
    }

    [Fact]
    public async Task Neither_a_job_nor_a_model_is_400_and_an_unknown_job_404()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(400, (int)(await server.Client.PostAsJsonAsync("v1/models/register", new { model_id = "m" })).StatusCode);
        Assert.Equal(404, (int)(await server.Client.PostAsJsonAsync("v1/models/register", new { model_id = "m", training_job_id = "train-1" })).StatusCode);
        var refused = await server.Client.PostAsJsonAsync("v1/models/register", new { stage = "odd", metrics = new { accuracy = "high" } });
        var message = (string)(await TestServer.ReadAsync(refused))["error"]!["message"]!;
        Assert.All((string[])["model_id", "stage", "metrics.accuracy"], field => Assert.Contains(field, message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stage_is_changed_remembered_and_a_former_production_version_archived()
    {
        await using var server = await TestServer.StartAsync();
        await UploadAsync(server, "m", "1");
        await StageAsync(server, "m", "production");
        await UploadAsync(server, "m", "2");
        var answer = await StageAsync(server, "m", "production");
        Assert.Equal((string[])["model_id", "model_type", "created_at", "status", "description", "stage", "version", "updated_at"], answer.Select(member => member.Key));
        Assert.Equal("2", (string)answer["version"]!);
        var versions = (await server.Client.GetFromJsonAsync<JsonObject>("v1/models/m/versions"))!["versions"]!.AsArray();
        Assert.Equal(["archived inactive", "production active"], versions.Select(version => $"{version!["stage"]} {version["status"]}"));
        var changes = (await server.Client.GetFromJsonAsync<JsonObject>("v1/models/m/stages"))!["changes"]!.AsArray();
        Assert.Equal(3, changes.Count);
        Assert.Equal(400, (int)(await server.Client.PostAsJsonAsync("v1/models/m/stage", new { stage = "x" })).StatusCode);
        Assert.Equal(404, (int)(await server.Client.PostAsJsonAsync("v1/models/n/stage", new { stage = "staging" })).StatusCode);
    }

    [Fact]
    public async Task Production_can_require_an_evaluation()
    {
        await using var server = await TestServer.StartAsync(null, ("PRODUCTION_REQUIRES_EVALUATION", "true"));
        await UploadAsync(server, "m", "1");
        Assert.Equal(409, (int)(await server.Client.PostAsJsonAsync("v1/models/m/stage", new { stage = "production" })).StatusCode);
        await StageAsync(server, "m", "staging");
    }

    [Fact]
    public async Task Deleting_a_name_deletes_all_its_versions()
    {
        await using var server = await TestServer.StartAsync();
        await UploadAsync(server, "m", "1");
        await UploadAsync(server, "m", "2");
        var deleted = await server.Client.DeleteAsync("v1/models/m");
        Assert.Equal("""{"model_id":"m","status":"deleted","message":"Model deleted successfully"}""", await deleted.Content.ReadAsStringAsync());
        Assert.Equal("""{"models":[]}""", await server.Client.GetStringAsync("models"));
        Assert.Equal(404, (int)(await server.Client.DeleteAsync("v1/models/m")).StatusCode);
    }

    private static async Task<JsonObject> StageAsync(TestServer server, string model, string stage)
    {
        var answer = await server.Client.PostAsJsonAsync($"v1/models/{model}/stage", new { stage });
        Assert.Equal(200, (int)answer.StatusCode);
        return await TestServer.ReadAsync(answer);
    }

    private static async Task UploadAsync(TestServer server, string name, string version)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(name), "name" },
            { new StringContent("gguf"), "framework" },
            { new StringContent(version), "version" },
            { new ByteArrayContent(ModelFiles.Gguf), "file", "model.gguf" },
        };
        Assert.Equal(200, (int)(await server.Client.PostAsync("models", form)).StatusCode);
    }
}
