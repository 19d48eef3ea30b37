using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Bench.Server;

/// <summary>Requests, and how long they take.</summary>
internal static partial class Load
{
    /// <summary>As many as 64 connections bring through. Returns requests a second and the 99th percentile in ms.</summary>
    public static (double Rate, double P99) Most(string url, string model, int seconds)
    {
        var script = Path.GetTempFileName();
        File.WriteAllText(script, $$"""
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            wrk.headers["X-API-Key"] = "{{Server.Key}}"
            wrk.body = '{{Body(model, stream: false)}}'
            """);
        var output = Run("wrk", "-t1", "-c64", $"-d{seconds}s", "--latency", "-s", script, url);
        File.Delete(script);
        if (Refused().Match(output) is { Success: true } refused)
            throw new InvalidOperationException($"{url}: {refused.Value}");
        var p99 = Percentile().Match(output);
        return (Number(Rate().Match(output).Groups[1].Value), Number(p99.Groups[1].Value) * p99.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 });
    }

    /// <summary>5,000 a second, evenly. Returns the rate that was reached and the 99th percentile in ms.</summary>
    public static async Task<(double Rate, double P99)> SteadyAsync(string url, string model, int seconds)
    {
        var (_, p99, rate) = await SteadyLoad.RunAsync(url, Body(model, stream: false), Server.Key, seconds);
        return (rate, p99);
    }

    /// <summary>The median time to the first piece of a stream, one request after the other, in ms.</summary>
    public static async Task<double> FirstPieceAsync(string url, string model, int requests)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-API-Key", Server.Key);
        var times = new List<double>();
        var buffer = new byte[4096];
        for (var i = 0; i < requests; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url)
            {
                Content = new StringContent(Body(model, stream: true), System.Text.Encoding.UTF8, "application/json"),
            };
            var since = Stopwatch.GetTimestamp();
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var stream = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
            await stream.ReadAtLeastAsync(buffer, 1);
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            while (await stream.ReadAsync(buffer) > 0)
            {
            }
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static string Body(string model, bool stream) =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Say hello to the world."}],"max_tokens":16{{(stream ? ",\"stream\":true" : "")}}}""";

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Percentile();

    [GeneratedRegex(@"Non-2xx or 3xx responses: \d+")]
    private static partial Regex Refused();
}
