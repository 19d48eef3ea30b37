using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Slipway.Bench.Server;

/// <summary>A Slipway of its own, as <c>./slipway serve</c> starts it: keys, limits and metering on.</summary>
internal sealed class Server : IAsyncDisposable
{
    public const string Key = "bench-key";

    private readonly string _data = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
    private readonly Process _process;

    public Server(string program, int port)
    {
        Address = $"http://127.0.0.1:{port}";
        var start = new ProcessStartInfo(program, ["serve", "--urls", Address, "--data", _data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["API_KEYS"] = Key + ":admin", ["OPENAI_RATE_LIMIT_PER_MINUTE"] = "1000000", ["ALLOWED_HOSTS"] = "127.0.0.1" },
        };
        var since = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Client = new HttpClient { BaseAddress = new Uri(Address) };
        Client.DefaultRequestHeaders.Add("X-API-Key", Key);
        Start = UntilHealthy(since);
    }

    public string Address { get; }

    public HttpClient Client { get; }

    /// <summary>From the start of the process to the first answer of <c>/health</c>.</summary>
    public TimeSpan Start { get; }

    /// <summary>Resident memory without the engines, in MB.</summary>
    public double Memory => long.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024.0;

    /// <summary>Makes a remote model of the upstream and waits until it answers.</summary>
    public async Task LoadAsync(string name, string upstream)
    {
        var configured = await Client.PostAsJsonAsync("llm/configure_model/", new
        {
            model_id = name,
            model_name = "m",
            model_type = "openai",
            model_kwargs = new { base_url = upstream, api_key = "upstream-key" },
        });
        var config = JsonNode.Parse(await configured.Content.ReadAsStringAsync())!["config_id"];
        var loaded = await Client.PostAsync($"llm/load_model/{config}", null);
        if (loaded.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException(await configured.Content.ReadAsStringAsync() + await loaded.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using (var kill = Process.Start("kill", $"{_process.Id}"))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private TimeSpan UntilHealthy(long since)
    {
        // Looking must not take the processor from what is looked at.
        for (; ; Task.Delay(5).GetAwaiter().GetResult())
        {
            try
            {
                if (Client.GetAsync("health").GetAwaiter().GetResult().IsSuccessStatusCode)
                    return Stopwatch.GetElapsedTime(since);
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // Not yet.
            }
        }
    }
}
