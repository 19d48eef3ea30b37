using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.Testing;

namespace Slipway.EndToEnd;

[Trait("Needs", "server")]
public sealed class ServeTests : IDisposable
{
    private readonly TempDirectory _data = new();

    [Fact]
    public async Task A_newcomer_starts_it_and_gets_text_from_a_real_model()
    {
        await using var serve = await ServeProcess.StartAsync(_data.Path);

        var result = await serve.ResultAsync(await serve.SubmitAsync("Write a Python function to reverse a string", 60));

        Assert.Equal("completed", (string)result["status"]!);
        Assert.Contains("def reverse", (string)result["result"]!);
        Assert.Contains("slipway-demo, a small demonstration", serve.Output);
        Assert.Contains("test-key-123", serve.Output);
    }

    [Fact]
    public async Task SIGTERM_ends_it_cleanly_and_leaves_no_child()
    {
        await using var serve = await ServeProcess.StartAsync(_data.Path);
        var children = serve.Children();
        var stream = serve.Client.PostAsJsonAsync("v1/completions", new { prompt = "Hello", max_tokens = 50 });

        Assert.Equal(0, await serve.EndAsync("TERM", TimeSpan.FromSeconds(20)));

        Assert.NotEmpty(children);
        Assert.All(children, child => Assert.False(Directory.Exists($"/proc/{child}")));
        await Task.WhenAny(stream, Task.Delay(1000));
        Assert.True(stream.IsCompleted);
    }

    [Fact]
    [Trait("Needs", "time")]
    public async Task A_killed_server_loses_no_accepted_task_and_no_task_ends_twice()
    {
        var ids = new List<string>();
        var children = new List<int>();
        for (var round = 0; round < 3; round++)
        {
            await using var serve = await ServeProcess.StartAsync(_data.Path);
            ids.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(i => serve.SubmitAsync($"task {round} {i}", 200))));
            await serve.UntilAsync("one of them is done", async () =>
                (string)(await serve.Client.GetFromJsonAsync<JsonObject>($"status/{ids[^20]}"))!["status"]! is not "queued", TimeSpan.FromSeconds(30));
            children.AddRange(serve.Children());
            await serve.EndAsync("KILL", TimeSpan.FromSeconds(5));
        }

        await using var last = await ServeProcess.StartAsync(_data.Path);
        foreach (var id in ids)
            Assert.Equal("completed", (string)(await last.ResultAsync(id))["status"]!);
        Assert.Equal(3, children.Distinct().Count());
        Assert.All(children, child => Assert.False(Directory.Exists($"/proc/{child}")));
    }

    [Fact]
    [Trait("Needs", "time")]
    public async Task A_killed_engine_is_replaced_and_its_work_done_again()
    {
        await using var serve = await ServeProcess.StartAsync(_data.Path);
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => serve.SubmitAsync($"task {i}", 300)));
        var child = serve.Children().Single();

        Process.GetProcessById(child).Kill();

        foreach (var id in ids)
            Assert.Equal("completed", (string)(await serve.ResultAsync(id))["status"]!);
        Assert.NotEqual(child, serve.Children().Single());
    }

    [Fact]
    public async Task A_data_folder_has_one_server()
    {
        await using var serve = await ServeProcess.StartAsync(_data.Path);

        var second = await ProcessRunner.RunAsync(
            Repository.PathOf("slipway"), ["serve", "--urls", "http://127.0.0.1:0", "--data", _data.Path], TimeSpan.FromSeconds(30));

        Assert.Equal(1, second.ExitCode);
        Assert.Contains(_data.Path, second.Errors);
    }

    [Fact]
    public async Task Without_keys_it_listens_to_nobody_but_this_machine()
    {
        var refused = await ProcessRunner.RunAsync(
            Repository.PathOf("slipway"), ["serve", "--urls", "http://0.0.0.0:0", "--data", _data.Path], TimeSpan.FromSeconds(30));

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("API_KEYS", refused.Errors);
    }

    public void Dispose() => _data.Dispose();
}
