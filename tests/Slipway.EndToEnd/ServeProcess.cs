using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Testing;

namespace Slipway.EndToEnd;

/// <summary><c>./slipway serve</c>, started as a user starts it.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private ServeProcess(Process process, int port)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
        Client.DefaultRequestHeaders.Add("X-API-Key", "test-key-123");
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; }

    public int Pid => _process.Id;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts a server without request limits and waits until its model answers.</summary>
    public static async Task<ServeProcess> StartAsync(string data, IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        var port = FreePort.Next();
        environment = new Dictionary<string, string>(environment ?? new Dictionary<string, string>()) { ["RATE_LIMITS_ENABLED"] = "false" };
        var process = ProcessRunner.Start(
            Repository.PathOf("slipway"), ["serve", "--urls", $"http://127.0.0.1:{port}", "--data", data, .. arguments], environment);
        var serve = new ServeProcess(process, port);
        await serve.UntilAsync("the model answers", async () =>
            (bool)(await serve.Client.GetFromJsonAsync<JsonObject>("health"))!["model_loaded"]!, TimeSpan.FromSeconds(120));
        return serve;
    }

    /// <summary>The engine children that this server started; the kernel lists them by the thread that did.</summary>
    public IReadOnlyList<int> Children() => [.. Directory.EnumerateDirectories($"/proc/{Pid}/task")
        .SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];

    public async Task<string> SubmitAsync(string prompt, int maxTokens)
    {
        using var answer = await Client.PostAsJsonAsync("generate", new { prompt, max_tokens = maxTokens });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["task_id"]!;
    }

    public async Task<JsonNode> ResultAsync(string id)
    {
        JsonNode? result = null;
        await UntilAsync($"task {id} is done", async () =>
        {
            using var answer = await Client.GetAsync($"result/{id}");
            result = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
            return answer.StatusCode == HttpStatusCode.OK;
        }, TimeSpan.FromSeconds(90));
        return result!;
    }

    public async Task UntilAsync(string what, Func<Task<bool>> holds, TimeSpan patience)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
            {
                // Not yet.
            }

            Assert.True(since.Elapsed < patience && !_process.HasExited, $"waited in vain until {what}\n{Output}");
            await Task.Delay(50);
        }
    }

    /// <summary>Ends it by a signal and returns its exit code.</summary>
    public async Task<int> EndAsync(string signal, TimeSpan within)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Pid}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(within);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            await EndAsync("TERM", TimeSpan.FromSeconds(30));
        _process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }
}
