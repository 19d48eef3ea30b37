using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Server.Tests.Contracts.MlInfrastructure;

public sealed class DatasetTests
{
    private const string Records =
        """
        {"repository": "kubernetes/kubernetes", "issue_title": "Pod fails", "issue_description": "It crashes.", "resolution": "Read the logs.", "issue_type": "bug", "created_at": "2024-01-05"}
        {"repository": "hashicorp/terraform", "issue_title": "Plan hangs", "issue_description": "For hours.", "resolution": "Unlock the state.", "issue_type": "question", "created_at": "2023-02-01"}
        """;

    [Fact]
    public async Task The_documents_example_is_announced_uploaded_and_described()
    {
        await using var server = await TestServer.StartAsync();

        var announced = await AnnounceAsync(server, "github-issues-v1", "jsonl");
        Assert.Equal(("github-issues-v1", "pending", "v1.0.0", "github"),
            ((string)announced["dataset_id"]!, (string)announced["status"]!, (string)announced["version"]!, (string)announced["source"]!));
        using var nobody = server.With(null);
        var put = await nobody.PutAsync((string)announced["upload_url"]!, new StringContent(Records, Encoding.UTF8, "application/x-whatever"));
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());

        var ready = await JudgedAsync(server, "github-issues-v1");
        Assert.Equal(("ready", 2L, (long)Encoding.UTF8.GetByteCount(Records)), ((string)ready["status"]!, (long)ready["num_examples"]!, (long)ready["size"]!));
        Assert.Equal("""["hashicorp/terraform","kubernetes/kubernetes"]""", ready["metadata"]!["repositories"]!.ToJsonString());
        Assert.Equal("""["2023-02-01","2024-01-05"]""", ready["metadata"]!["date_range"]!.ToJsonString());
        var list = await TestServer.ReadAsync(await server.Client.GetAsync("v1/datasets?source=github&status=ready"));
        Assert.Equal((1, 10, 0), ((int)list["total"]!, (int)list["limit"]!, (int)list["offset"]!));
    }

    [Fact]
    public async Task An_upload_goes_on_where_it_stopped_and_ends_with_the_first_complete_one()
    {
        await using var server = await TestServer.StartAsync();
        var url = (string)(await AnnounceAsync(server, "parts", "jsonl"))["upload_url"]!;
        var bytes = Encoding.UTF8.GetBytes(Records);

        var first = await PutAsync(server, url, bytes[..100], $"bytes 0-99/{bytes.Length}");
        var asked = await PutAsync(server, url, [], $"bytes */{bytes.Length}");
        var wrong = await PutAsync(server, url, bytes[150..], $"bytes 150-{bytes.Length - 1}/{bytes.Length}");
        var last = await PutAsync(server, url, bytes[100..], $"bytes 100-{bytes.Length - 1}/{bytes.Length}");
        var again = await PutAsync(server, url, bytes, null);

        Assert.Equal((308, 308, 308, 200, 409), ((int)first.StatusCode, (int)asked.StatusCode, (int)wrong.StatusCode, (int)last.StatusCode, (int)again.StatusCode));
        Assert.Equal("bytes=0-99", asked.Headers.GetValues("Range").Single());
        Assert.Equal("ready", (string)(await JudgedAsync(server, "parts"))["status"]!);
    }

    [Fact]
    public async Task A_dataset_with_errors_fails_and_names_their_lines()
    {
        await using var server = await TestServer.StartAsync();
        var url = (string)(await AnnounceAsync(server, "broken", "jsonl"))["upload_url"]!;
        await PutAsync(server, url, Encoding.UTF8.GetBytes(Records + "\n{\"prompt\": 7}\n"), null);

        var failed = await JudgedAsync(server, "broken");
        var job = await server.Client.PostAsJsonAsync("v1/training/jobs", new { model_type = "maverick", dataset_id = "broken" });

        Assert.Equal("failed", (string)failed["status"]!);
        Assert.Equal(3, (int)failed["errors"]!.AsArray().Single()!["line"]!);
        Assert.Equal(409, (int)job.StatusCode);
    }

    [Fact]
    public async Task A_version_stands_once_and_a_name_means_its_newest()
    {
        await using var server = await TestServer.StartAsync();
        await AnnounceAsync(server, "twice", "json");
        var same = await server.Client.PostAsJsonAsync("v1/datasets/upload", new { name = "twice", format = "json", version = "v1.0.0" });
        await server.Client.PostAsJsonAsync("v1/datasets/upload", new { name = "twice", format = "csv", version = "v2" });

        Assert.Equal(409, (int)same.StatusCode);
        Assert.Equal("v2", (string)(await TestServer.ReadAsync(await server.Client.GetAsync("v1/datasets/twice")))["version"]!);
        Assert.Equal("json", (string)(await TestServer.ReadAsync(await server.Client.GetAsync("v1/datasets/twice@v1.0.0")))["format"]!);
        Assert.Equal("deleted", (string)(await TestServer.ReadAsync(await server.Client.DeleteAsync("v1/datasets/twice")))["status"]!);
        Assert.Equal(404, (int)(await server.Client.GetAsync("v1/datasets/twice@v1.0.0")).StatusCode);
    }

    [Fact]
    public async Task An_address_that_was_changed_or_is_too_old_takes_nothing()
    {
        await using var server = await TestServer.StartAsync(null, ("UPLOAD_URL_LIFETIME", "1"));
        var url = (string)(await AnnounceAsync(server, "old", "json"))["upload_url"]!;

        var changed = await PutAsync(server, url[..^4] + (url[^4] == '0' ? '1' : '0') + url[^3..], "[]"u8.ToArray(), null);
        await Task.Delay(1200, TestContext.Current.CancellationToken);
        var late = await PutAsync(server, url, "[]"u8.ToArray(), null);

        Assert.Equal((404, 403), ((int)changed.StatusCode, (int)late.StatusCode));
    }

    [Fact]
    public async Task Every_wrong_field_is_named_in_the_documents_body()
    {
        await using var server = await TestServer.StartAsync();

        var dataset = await ErrorAsync(server, "v1/datasets/upload", new { name = 7, format = "parquet" });
        var job = await ErrorAsync(server, "v1/training/jobs", new { dataset_id = "x", config = new { learning_rate = "fast", batch_size = 0, scheduler = "sine" } });

        Assert.All(["name", "format"], (string name) => Assert.Contains(name, dataset));
        Assert.All(["model_type", "config.learning_rate", "config.batch_size", "config.scheduler"], (string name) => Assert.Contains(name, job));
    }

    [Fact]
    public async Task Nothing_is_pretended_of_the_infrastructure()
    {
        await using var server = await TestServer.StartReadyAsync(("MLFLOW_TRACKING_URI", "http://127.0.0.1:9"));
        await Task.Delay(1500, TestContext.Current.CancellationToken);

        var status = await TestServer.ReadAsync(await server.Client.GetAsync("v1/infrastructure/status"));

        Assert.Equal("degraded", (string)status["status"]!);
        Assert.Equal(("not_configured", "unhealthy"), ((string)status["components"]!["kubeflow"]!["status"]!, (string)status["components"]!["mlflow"]!["status"]!));
        Assert.Null(status["components"]!["minio"]!["version"]);
        Assert.EndsWith("%", (string)status["resources"]!["memory_usage"]!);
        Assert.Equal(400, (int)(await server.Client.GetAsync("v1/infrastructure/metrics?period=2h")).StatusCode);
        Assert.Equal("1h", (string)(await TestServer.ReadAsync(await server.Client.GetAsync("v1/infrastructure/metrics")))["period"]!);
    }

    private static async Task<string> ErrorAsync(TestServer server, string path, object body)
    {
        var answer = await server.Client.PostAsJsonAsync(path, body);
        Assert.Equal(400, (int)answer.StatusCode);
        var error = (await TestServer.ReadAsync(answer))["error"]!;
        Assert.Equal(("invalid_request", 400), ((string)error["code"]!, (int)error["status"]!));
        return (string)error["message"]!;
    }

    private static async Task<JsonObject> AnnounceAsync(TestServer server, string name, string format)
    {
        var answer = await server.Client.PostAsJsonAsync("v1/datasets/upload", new { name, description = "d", source = "github", format, version = "v1.0.0" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await TestServer.ReadAsync(answer);
    }

    private static async Task<HttpResponseMessage> PutAsync(TestServer server, string url, byte[] bytes, string? range)
    {
        using var nobody = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var content = new ByteArrayContent(bytes);
        if (range is not null)
            content.Headers.TryAddWithoutValidation("Content-Range", range);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await nobody.PutAsync(url, content, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonObject> JudgedAsync(TestServer server, string name)
    {
        for (var i = 0; i < 200; i++)
        {
            var dataset = await TestServer.ReadAsync(await server.Client.GetAsync($"v1/datasets/{name}"));
            if ((string)dataset["status"]! != "pending")
                return dataset;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("the dataset is still pending");
    }
}
