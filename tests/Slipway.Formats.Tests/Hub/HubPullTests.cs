using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Slipway.Formats.Hub;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Hub;

public sealed class HubPullTests : HubTests
{
    [Fact]
    public async Task A_file_lies_where_all_tools_look_for_it()
    {
        var pulled = await PullAsync();
        Assert.Equal(Path.Combine(Model, "snapshots", Hub.Commit, "model-Q8_0.gguf"), pulled.Path);
        Assert.Equal((Hub.Commit, false), (pulled.Commit, pulled.FromCache));
        Assert.Equal(Weights, File.ReadAllBytes(pulled.Path));
        Assert.Equal($"../../blobs/{FakeHub.Sha256(Weights)}", new FileInfo(pulled.Path).LinkTarget);
        Assert.Equal(Hub.Commit, File.ReadAllText(Path.Combine(Model, "refs", "main")));
        Assert.Equal([FakeHub.Sha256(Weights)], Directory.GetFiles(Path.Combine(Model, "blobs")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_token_goes_to_the_hub_and_to_nobody_else()
    {
        await PullAsync();
        Assert.All(Hub.Requests, request => Assert.Equal(request.IsCdn ? null : "Bearer hf_secret", request.Token));
        Assert.Equal(
            ["False GET /api/models/org/model/revision/main", $"False HEAD /org/model/resolve/{Hub.Commit}/model-Q8_0.gguf", $"True GET /{FakeHub.Sha256(Weights)}"],
            Hub.Requests.Select(request => $"{request.IsCdn} {request.Method} {request.Path}"));
    }

    [Fact]
    public async Task A_directory_is_what_makes_the_model_and_nothing_else()
    {
        Hub.Files.Clear();
        string[] wanted = ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json", "tokenizer.json"];
        foreach (var name in wanted.Concat(["README.md", "consolidated.safetensors", "pytorch_model.bin", "onnx/model.onnx", "../evil.safetensors", "a/../../model.safetensors"]))
            Hub.Files[name] = Bytes(1000, name.Length);
        var pulled = await PullAsync();
        Assert.Equal(Path.Combine(Model, "snapshots", Hub.Commit), pulled.Path);
        Assert.Equal(wanted, Directory.GetFiles(pulled.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(wanted, name => Assert.Equal(Hub.Files[name], File.ReadAllBytes(Path.Combine(pulled.Path, name))));
        Assert.Contains(FakeHub.GitHash(Hub.Files["config.json"]), Directory.GetFiles(Path.Combine(Model, "blobs")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("hf://org/model:q4_k_m", "model-Q4_K_M.gguf")]
    [InlineData("hf://org/model:model-Q8_0.gguf", "model-Q8_0.gguf")]
    [InlineData("hf://org/model:BF16", "deep/model-BF16-00001-of-00002.gguf")]
    [InlineData("hf://org/model:deep/model-BF16-00002-of-00002.gguf", "deep/model-BF16-00001-of-00002.gguf")]
    [InlineData("hf://org/model:mmproj-F16.gguf", "mmproj-F16.gguf")]
    [InlineData("hf://org/model@dev/1:Q8_0", "model-Q8_0.gguf")]
    public async Task A_file_is_named_whole_or_by_its_type(string reference, string expected)
    {
        foreach (var name in new[] { "model-Q4_K_M.gguf", "deep/model-BF16-00001-of-00002.gguf", "deep/model-BF16-00002-of-00002.gguf", "mmproj-F16.gguf", "README.md" })
            Hub.Files[name] = Bytes(100, name.Length);
        var pulled = await PullAsync(reference);
        Assert.Equal(Path.Combine(Model, "snapshots", Hub.Commit, expected), pulled.Path);
        Assert.Equal(Hub.Files[expected], File.ReadAllBytes(pulled.Path));
        if (expected.Contains("-of-", StringComparison.Ordinal))
            Assert.True(File.Exists(pulled.Path.Replace("00001-of", "00002-of")));
        if (reference.Contains("@dev/1", StringComparison.Ordinal))
            Assert.Equal(Hub.Commit, File.ReadAllText(Path.Combine(Model, "refs", "dev", "1")));
    }

    [Fact]
    public async Task What_does_not_name_one_model_is_answered_with_the_choice()
    {
        Hub.Files["model-Q4_K_M.gguf"] = Bytes(20_000_000, 2);
        Assert.Equal("org/model holds several models: name one, as in hf://org/model:model-Q8_0.gguf. There are model-Q4_K_M.gguf (0.02 GB), model-Q8_0.gguf (0.00 GB)", await ProblemAsync());
        Assert.Equal("org/model has no file 'Q6_K', nor a GGUF file of that type. There are model-Q4_K_M.gguf (0.02 GB), model-Q8_0.gguf (0.00 GB)", await ProblemAsync("hf://org/model:Q6_K"));
        Hub.Files["other-Q8_0.gguf"] = [1];
        Assert.StartsWith("'Q8_0' may mean several files of org/model. There are model-Q8_0.gguf", await ProblemAsync("hf://org/model:Q8_0"));
        Hub.Files.Clear();
        Assert.Equal("org/model holds neither safetensors nor GGUF files", await ProblemAsync());
    }

    [Fact]
    public async Task What_is_there_is_not_asked_for_again_and_a_new_commit_shares_it()
    {
        await PullAsync();
        Hub.Requests.Clear();
        await PullAsync();
        Assert.Equal("GET", Assert.Single(Hub.Requests).Method);

        Hub.Commit = new string('b', 40);
        Hub.Requests.Clear();
        var pulled = await PullAsync();
        Assert.Empty(Hub.CdnRequests);
        Assert.Equal(Weights, File.ReadAllBytes(pulled.Path));
        Assert.Equal(Hub.Commit, File.ReadAllText(Path.Combine(Model, "refs", "main")));
    }

    [Fact]
    public async Task A_repository_that_moved_is_followed_with_the_token()
    {
        Hub.OnHub = context =>
        {
            var path = context.Request.Path.Value!;
            if (!path.Contains("/old/", StringComparison.Ordinal))
                return Task.FromResult(false);
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = path.Replace("/old/name", "/org/model") + context.Request.QueryString;
            return Task.FromResult(true);
        };
        var pulled = await PullAsync("hf://old/name");
        Assert.Equal(Weights, File.ReadAllBytes(pulled.Path));
        Assert.All(Hub.Requests.Where(request => !request.IsCdn), request => Assert.Equal("Bearer hf_secret", request.Token));
    }

    [Fact]
    public async Task Progress_ends_with_every_file_whole()
    {
        var reports = new ConcurrentQueue<HubProgress>();
        await PullAsync(Options, progress: new Recorder(reports));
        Assert.Equal(new HubProgress("model-Q8_0.gguf", Weights.Length, Weights.Length), reports.Last());
        Assert.Equal(reports.Select(report => report.Received).Order(), reports.Select(report => report.Received));
    }

    [Fact]
    public async Task Without_the_hub_the_cache_answers_or_says_what_to_do()
    {
        var nowhere = Options with { Endpoint = new Uri($"http://127.0.0.1:{FreePort.Next()}") };
        var problem = await Assert.ThrowsAsync<HubException>(() => PullAsync(nowhere));
        Assert.StartsWith($"hf://org/model is not in the cache and {nowhere.Endpoint} cannot be reached: ", problem.Message);
        Assert.EndsWith($". Offline? Pull it on a machine that is online and copy the folder {Cache} here, set HF_ENDPOINT to a mirror you can reach, or give a path to a model file.", problem.Message);
        problem = await Assert.ThrowsAsync<HubException>(() => PullAsync(Options with { Offline = true }));
        Assert.StartsWith("hf://org/model is not in the cache and HF_HUB_OFFLINE is set. Offline?", problem.Message);

        var online = await PullAsync();
        Assert.Equal(online with { FromCache = true }, await PullAsync(nowhere));
        Assert.Equal(online with { FromCache = true }, await PullAsync(Options with { Offline = true }, $"hf://org/model@{Hub.Commit}:Q8_0"));
    }

    [Fact]
    public async Task Two_at_once_download_once()
    {
        var arrived = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        Hub.OnCdn = async (_, _) =>
        {
            arrived.TrySetResult();
            await go.Task;
            return false;
        };
        var first = PullAsync();
        await arrived.Task;
        var second = PullAsync();
        go.SetResult();
        Assert.Equal(await first, await second);
        Assert.Single(Hub.CdnRequests);
    }

    [Theory]
    [InlineData(401, "GatedRepo", "org/model is gated: accept its conditions at {0}org/model, and use a token of that account")]
    [InlineData(403, "GatedRepo", "org/model is gated: accept its conditions at {0}org/model, and use a token of that account")]
    [InlineData(401, null, "{0} did not accept the token for org/model: check HF_TOKEN")]
    [InlineData(403, null, "{0} forbids main of org/model: the token that was sent may not read it (because)")]
    [InlineData(404, "RepoNotFound", "org/model is not at {0}; if it is private, the token that was sent may not read it")]
    [InlineData(404, "RevisionNotFound", "org/model has no such revision: main")]
    [InlineData(429, null, "{0} asks for fewer requests; try again later")]
    [InlineData(500, null, "{0}api/models/org/model/revision/main answered 500 Internal Server Error (because)")]
    public async Task A_refusal_says_what_to_do(int status, string? code, string expected)
    {
        Hub.OnHub = context =>
        {
            context.Response.StatusCode = status;
            if (code is not null)
                context.Response.Headers["X-Error-Code"] = code;
            context.Response.Headers["X-Error-Message"] = "because";
            return Task.FromResult(true);
        };
        Assert.Equal(string.Format(null, expected, Hub.Endpoint), await ProblemAsync());
        Assert.Equal(status is 429 or 500 ? 4 : 1, Hub.Requests.Count);
    }

    [Theory]
    [InlineData(401, "GatedRepo", "org/model is gated: accept its conditions at {0}org/model, and set HF_TOKEN to your token")]
    [InlineData(401, null, "org/model does not exist or is private; if it is yours, set HF_TOKEN to a token that may read it")]
    [InlineData(403, null, "{0} forbids main of org/model: set HF_TOKEN to a token that may read it")]
    [InlineData(429, null, "{0} asks for fewer requests; try again later, or set HF_TOKEN: known users may ask more")]
    public async Task Who_has_no_token_hears_where_one_helps(int status, string? code, string expected)
    {
        Hub.OnHub = context =>
        {
            if (code is not null)
                context.Response.Headers["X-Error-Code"] = code;
            return FakeHub.RefuseAsync(context, status, true);
        };
        var problem = await Assert.ThrowsAsync<HubException>(() => PullAsync(Options with { Token = null }));
        Assert.Equal(string.Format(null, expected, Hub.Endpoint), problem.Message);
    }

    [Fact]
    public async Task A_failure_that_passes_is_tried_again()
    {
        var failures = 3;
        Hub.OnHub = context => FakeHub.RefuseAsync(context, 503, failures-- > 0);
        await PullAsync();
    }

    [Theory]
    [InlineData("not json", "did not answer as a hub does")]
    [InlineData("""{"sha": null, "siblings": []}""", "is not a commit")]
    [InlineData("""{"sha": "../../../../../../../../../../../../etc", "siblings": []}""", "is not a commit")]
    [InlineData("""{"sha": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "siblings": [{"rfilename": null}]}""", "holds neither safetensors nor GGUF")]
    [InlineData("""{"sha": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "siblings": {}}""", "did not answer as a hub does")]
    public async Task Something_that_is_no_hub_is_said_to_be_none(string answer, string expected)
    {
        Hub.OnHub = async context =>
        {
            await context.Response.WriteAsync(answer);
            return true;
        };
        Assert.Contains(expected, await ProblemAsync());
    }

    [Theory]
    [InlineData("X-Linked-Etag", "../../evil", "its ETag is '../../evil'")]
    [InlineData("X-Linked-Etag", "\"\"", "its ETag is ''")]
    [InlineData("X-Linked-Size", "-1", "its size is '-1'")]
    [InlineData("X-Linked-Size", "many", "its size is 'many'")]
    public async Task Facts_that_are_none_are_refused(string header, string value, string expected)
    {
        Hub.OnHub = context =>
        {
            context.Response.OnStarting(() =>
            {
                if (context.Request.Method == "HEAD")
                    context.Response.Headers[header] = value;
                return Task.CompletedTask;
            });
            return Task.FromResult(false);
        };
        Assert.Contains(expected, await ProblemAsync());
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        Hub.OnHub = context =>
        {
            context.Response.Redirect(context.Request.Path);
            return Task.FromResult(true);
        };
        Assert.Contains("redirects without end", await ProblemAsync());
    }

    private sealed class Recorder(ConcurrentQueue<HubProgress> reports) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => reports.Enqueue(value);
    }
}
