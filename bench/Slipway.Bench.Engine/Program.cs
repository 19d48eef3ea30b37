// Times our engine and llama.cpp by turns on the same files, and prints the ratio table as markdown.
//   dotnet run -c Release --project bench/Slipway.Bench.Engine -- --peer PATH/llama-bench [--pairs 10] [--only b-Q8_0] [--models DIR]
// Or times what following a grammar costs:
//   dotnet run -c Release --project bench/Slipway.Bench.Engine -- --masks b-Q8_0 [--streams 8] [--pairs 10] [--models DIR]
using System.Globalization;
using Slipway.Bench.Engine;
using Slipway.Tensors;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
var pairs = int.Parse(options.GetValueOrDefault("--pairs", "10"));
var only = options.GetValueOrDefault("--only", "");
var peerPath = options.GetValueOrDefault("--peer");
var threads = int.Parse(options.GetValueOrDefault("--threads", "2"));
var models = new ModelMaker(options.GetValueOrDefault("--models", Path.Combine(Path.GetTempPath(), "slipway-bench")));

if (options.GetValueOrDefault("--masks") is { } masked)
{
    var parts = masked.Split('-', 2);
    await new MaskCost(models.Path(parts[0], parts[1]), threads, pairs, int.Parse(options.GetValueOrDefault("--streams", "1"))).RunAsync();
    return;
}

(string Shape, string Type)[] cases =
[
    ("a", "F16"), ("a", "Q8_0"), ("a", "Q4_0"),
    ("b", "F16"), ("b", "Q8_0"), ("b", "Q4_K_M"),
    ("c", "F16"), ("c", "Q8_0"), ("c", "Q4_K_M"),
];

using var team = new ThreadTeam(threads);
var peer = peerPath is null ? null : new LlamaBench(peerPath, threads);
Console.WriteLine($"{Machine.Name()}, {threads} threads; memory read {Machine.ReadSpeed(team):F1} GB/s, fp32 multiply-add {Machine.MultiplySpeed(team):F0} GFLOP/s.");
Console.WriteLine($"Peer: {(peer is null ? "none" : "native llama-bench")}. Median tokens/s of {pairs} alternating pairs; the ratio is the median of the pairs' ratios, with its quartiles.");
Console.WriteLine();
Console.WriteLine("| model | MiB | prefill 512: ours | peer | ratio | decode 128: ours | peer | ratio |");
Console.WriteLine("| --- | --: | --: | --: | --- | --: | --: | --- |");
foreach (var (shape, type) in cases)
{
    if (!$"{shape}-{type}".Contains(only, StringComparison.Ordinal))
        continue;
    var path = models.Path(shape, type);
    using var own = new OwnEngine(path, team);
    var prefill = Compare(() => own.Prefill(512), peer is null ? null : () => peer.Prefill(path, 512));
    var decode = Compare(() => own.Decode(128), peer is null ? null : () => peer.Decode(path, 128));
    Console.WriteLine($"| {shape} {type} | {new FileInfo(path).Length >> 20} | {prefill} | {decode} |");
}

string Compare(Func<double> own, Func<double>? other)
{
    var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
    own();
    for (var pair = 0; pair < pairs; pair++)
    {
        ours.Add(own());
        if (other is null)
            continue;
        theirs.Add(other());
        ratios.Add(ours[^1] / theirs[^1]);
    }
    return other is null
        ? $"{Quantile(ours, 0.5):F1} | | "
        : $"{Quantile(ours, 0.5):F1} | {Quantile(theirs, 0.5):F1} | **{Quantile(ratios, 0.5):F2}** ({Quantile(ratios, 0.25):F2}-{Quantile(ratios, 0.75):F2})";
}

static double Quantile(List<double> values, double share)
{
    var sorted = values.Order().ToList();
    var place = share * (sorted.Count - 1);
    var (low, high) = ((int)Math.Floor(place), (int)Math.Ceiling(place));
    return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}
