using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Slipway.Bench.Training;

// Training against PyTorch: tokens a second and peak memory, each case in processes of its own, by turns.
//   dotnet run -c Release -- [15M|110M]          the table
//   dotnet run -c Release -- own CASE THREADS    one case of ours, as JSON
const int Threads = 2;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["own", var index, var threads])
{
    Console.WriteLine(JsonSerializer.Serialize(OwnRun.Measure(Case.All[int.Parse(index)], int.Parse(threads))));
    return;
}
Console.WriteLine("| shape | batch | trained | Slipway tokens/s | PyTorch tokens/s | ratio | Slipway MiB | PyTorch MiB |");
Console.WriteLine("| --- | --- | --- | --: | --: | --: | --: | --: |");
for (var i = 0; i < Case.All.Count; i++)
{
    var what = Case.All[i];
    if (args is [var only] && what.Name != only)
        continue;
    // The file is written before the clock runs.
    var own = Run("dotnet", [typeof(Case).Assembly.Location, "own", $"{i}", $"{Threads}"]);
    string[] shape = [$"{what.Shape.Layers}", $"{what.Shape.Width}", $"{what.Shape.Heads}", $"{what.Shape.FeedForward}", $"{what.Shape.Vocabulary}"];
    var peer = Run("/usr/bin/python3",
        [Path.Combine(AppContext.BaseDirectory, "peer.py"), .. shape, $"{what.Sequences}", $"{what.Length}", $"{what.Steps}", what.Lora ? $"{Case.Rank}" : "0", $"{Threads}"]);
    Console.WriteLine($"| {what.Name} | {what.Sequences} x {what.Length} | {what.Kind} | {own.TokensPerSecond:F0} | {peer.TokensPerSecond:F0} | " +
        $"{own.TokensPerSecond / peer.TokensPerSecond:F2} | {own.PeakMegabytes:F0} | {peer.PeakMegabytes:F0} |");
}

static Measured Run(string program, string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    var output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return JsonSerializer.Deserialize<Measured>(output) ?? throw new InvalidOperationException($"{program} measured nothing");
}
