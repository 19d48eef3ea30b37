global using Slipway.Tensors;
using Slipway.Bench.Kernels;
using Slipway.Formats;

if (args is ["ceilings"])
{
    foreach (var threads in (int[])[1, 2])
    {
        using var team = new ThreadTeam(threads);
        var ceilings = new Ceilings(team);
        Console.WriteLine($"{threads} threads: read {ceilings.ReadBandwidth():F1} GB/s, FMA {ceilings.FmaRate():F0} GFLOP/s");
    }
}
else
{
    var type = Enum.Parse<TensorType>(args[0]);
    var rows = int.Parse(args[1]);
    foreach (var threads in (int[])[1, 2])
    {
        using var team = new ThreadTeam(threads);
        foreach (var (n, k) in ((int, int)[])[(768, 768), (2048, 768), (768, 2048), (5632, 2048), (2048, 5632), (32000, 768)])
        {
            var seconds = Products.Seconds(team, type, n, k, rows, rows > 64 ? 1 : 256L << 20);
            Console.WriteLine($"{threads} threads {type} {rows}x{n}x{k}: {seconds * 1e6:F1} us, {TensorTypes.ByteLength(type, (long)n * k) / seconds / 1e9:F1} GB/s, {2.0 * n * k * rows / seconds / 1e9:F0} GFLOP/s");
        }
    }
}
