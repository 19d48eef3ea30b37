using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Slipway.Bench.Engine;

/// <summary>One repetition of a native llama-bench, whose path the caller names.</summary>
internal sealed class LlamaBench(string executable, int threads)
{
    public double Prefill(string model, int tokens) => Run(model, tokens, 0);

    public double Decode(string model, int tokens) => Run(model, 0, tokens);

    private double Run(string model, int prompt, int generate)
    {
        var count = CultureInfo.InvariantCulture;
        using var process = Process.Start(new ProcessStartInfo(executable,
            ["-m", model, "-p", prompt.ToString(count), "-n", generate.ToString(count), "-r", "1", "-t", threads.ToString(count), "-o", "json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{executable} ended with {process.ExitCode}");
        using var results = JsonDocument.Parse(output);
        return results.RootElement[0].GetProperty("avg_ts").GetDouble();
    }
}
