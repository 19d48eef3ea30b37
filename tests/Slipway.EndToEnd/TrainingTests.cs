using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Testing;

namespace Slipway.EndToEnd;

[Trait("Needs", "time")]
public sealed class TrainingTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TempDirectory _data = new();

    [Fact]
    public async Task The_documents_example_trains_a_model_that_is_registered_measured_and_answers()
    {
        await using var serve = await ServeProcess.StartAsync(_data.Path);
        await UploadAsync(serve, "github-issues-v1", 120);
        var job = await PostAsync(serve, "v1/training/jobs", new
        {
            model_type = "maverick",
            dataset_id = "github-issues-v1",
            config = new { learning_rate = 2e-3, batch_size = 8, epochs = 2, use_lora = true, lora_r = 16, lora_alpha = 32, lora_dropout = 0.05 },
            experiment_name = "llama4-maverick-gitops-issues",
        });
        var id = (string)job["job_id"]!;
        Assert.Equal("queued", (string)job["status"]!);

        var ended = await EndedAsync(serve, $"v1/training/jobs/{id}");

        Assert.True((string)ended["status"]! == "completed", ended.ToJsonString());
        Assert.Equal("llama4-maverick-gitops-issues", (string)ended["model_id"]!);
        var points = (await GetAsync(serve, $"v1/training/jobs/{id}/metrics"))["points"]!.AsArray();
        Assert.True((double)points[^1]!["loss"]! < (double)points[0]!["loss"]!);
        Assert.Contains("<svg", await serve.Client.GetStringAsync($"v1/training/jobs/{id}/report"));

        var registered = await PostAsync(serve, "v1/models/register", new { model_id = "issues", model_type = "maverick", training_job_id = id, stage = "staging" });
        Assert.Equal(("v1.0.0", "staging"), ((string)registered["version"]!, (string)registered["stage"]!));
        var answer = await PostAsync(serve, "v1/inference", new
        {
            model_id = "llama4-maverick-gitops-issues",
            input = new { repository = "kubernetes/kubernetes", issue_title = "Pod fails to start", issue_description = "It keeps failing." },
            parameters = new { max_tokens = 8, temperature = 0 },
        });
        Assert.NotEmpty((string)answer["output"]!);

        var evaluation = await PostAsync(serve, "v1/evaluations", new { model_id = "issues", dataset_id = "github-issues-v1", max_tokens = 4, max_examples = 5 });
        var measured = await EndedAsync(serve, $"v1/evaluations/{(string)evaluation["evaluation_id"]!}");
        Assert.True((string)measured["status"]! == "completed", measured.ToJsonString());
        Assert.True((double)measured["metrics"]!["perplexity"]! > 1);
        Assert.Equal(409, (int)(await serve.Client.PostAsync($"v1/training/jobs/{id}/cancel", null)).StatusCode);
    }

    [Fact]
    public async Task A_killed_server_continues_its_job_and_a_cancelled_one_ends()
    {
        string first, second;
        await using (var serve = await ServeProcess.StartAsync(_data.Path))
        {
            await UploadAsync(serve, "data", 60);
            object Ask(int steps) => new { model_type = "scout", dataset_id = "data", config = new { max_steps = steps, batch_size = 2, epochs = 10_000 } };
            first = (string)(await PostAsync(serve, "v1/training/jobs", Ask(800)))["job_id"]!;
            second = (string)(await PostAsync(serve, "v1/training/jobs", Ask(100_000)))["job_id"]!;
            await serve.UntilAsync("the job trains", async () => (int?)(await GetAsync(serve, $"v1/training/jobs/{first}"))["progress"]?["current_step"] > 2, Patience);
            await serve.EndAsync("KILL", TimeSpan.FromSeconds(5));
        }

        await using var again = await ServeProcess.StartAsync(_data.Path);
        var ended = await EndedAsync(again, $"v1/training/jobs/{first}");
        Assert.True((string)ended["status"]! == "completed", ended.ToJsonString());

        await again.UntilAsync("the second trains", async () => (int?)(await GetAsync(again, $"v1/training/jobs/{second}"))["progress"]?["current_step"] > 2, Patience);
        var cancelled = await ReadAsync(await again.Client.PostAsync($"v1/training/jobs/{second}/cancel", null));
        Assert.Equal("cancelling", (string)cancelled["status"]!);
        Assert.Equal("cancelled", (string)(await EndedAsync(again, $"v1/training/jobs/{second}"))["status"]!);
    }

    public void Dispose() => _data.Dispose();

    private static async Task UploadAsync(ServeProcess serve, string name, int count)
    {
        var announced = await PostAsync(serve, "v1/datasets/upload", new { name, format = "jsonl", version = "v1.0.0", source = "github" });
        var records = new StringBuilder();
        for (var i = 0; i < count; i++)
            records.Append($$"""{"repository": "org/repo{{i % 3}}", "issue_title": "Pod {{i}} fails", "issue_description": "It crashes.", "resolution": "Read the logs of pod {{i % 7}}."}""").Append('\n');
        var put = await serve.Client.PutAsync((string)announced["upload_url"]!, new StringContent(records.ToString()));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
    }

    private static async Task<JsonObject> EndedAsync(ServeProcess serve, string path)
    {
        JsonObject job = [];
        await serve.UntilAsync("the job has ended", async () =>
        {
            job = await GetAsync(serve, path);
            return (string)job["status"]! is "completed" or "failed" or "cancelled";
        }, Patience);
        return job;
    }

    private static async Task<JsonObject> GetAsync(ServeProcess serve, string path) => await ReadAsync(await serve.Client.GetAsync(path));

    private static async Task<JsonObject> PostAsync(ServeProcess serve, string path, object body) => await ReadAsync(await serve.Client.PostAsJsonAsync(path, body));

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }
}
