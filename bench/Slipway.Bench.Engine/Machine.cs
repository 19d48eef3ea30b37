using System.Diagnostics;
using System.Runtime.Intrinsics;
using Slipway.Tensors;

namespace Slipway.Bench.Engine;

/// <summary>What this machine is, and its ceilings: how fast memory is read, and how fast it multiplies and adds.</summary>
internal static unsafe class Machine
{
    private const int Pass = 256 << 20;

    public static string Name() => File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
        ?.Split(": ")[1] ?? "unknown processor";

    /// <summary>GB/s of a plain read of memory that no cache holds.</summary>
    public static double ReadSpeed(ThreadTeam team)
    {
        var data = GC.AllocateUninitializedArray<byte>(Pass, pinned: true);
        data.AsSpan().Fill(1);
        fixed (byte* start = data)
        {
            var work = new ReadWork(start);
            return Pass / Best(() => team.Run(work, ReadWork.Items)) / 1e9;
        }
    }

    /// <summary>GFLOP/s of fused multiply-adds in registers.</summary>
    public static double MultiplySpeed(ThreadTeam team)
    {
        var work = new MultiplyWork();
        return (double)MultiplyWork.Operations * team.Threads / Best(() => team.Run(work, team.Threads)) / 1e9;
    }

    private static double Best(Action action)
    {
        var best = double.PositiveInfinity;
        for (var round = 0; round < 8; round++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    private sealed class ReadWork(byte* data) : TeamWork
    {
        public const int Items = 64;
        private int _sum;

        public override void Execute(int item, int worker)
        {
            var from = data + (long)item * (Pass / Items);
            var (a, b, c, d) = (Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero);
            for (var at = 0; at < Pass / Items; at += 256)
            {
                a ^= Vector512.Load((int*)(from + at));
                b ^= Vector512.Load((int*)(from + at + 64));
                c ^= Vector512.Load((int*)(from + at + 128));
                d ^= Vector512.Load((int*)(from + at + 192));
            }
            Volatile.Write(ref _sum, Vector512.Sum(a ^ b ^ c ^ d));
        }
    }

    private sealed class MultiplyWork : TeamWork
    {
        private const int Rounds = 4_000_000;
        public const long Operations = Rounds * 8L * 16 * 2;
        private float _sum;

        public override void Execute(int item, int worker)
        {
            var factor = Vector512.Create(0.999f);
            var (a, b, c, d) = (factor, factor, factor, factor);
            var (e, f, g, h) = (factor, factor, factor, factor);
            for (var round = 0; round < Rounds; round++)
            {
                a = Vector512.FusedMultiplyAdd(a, factor, factor);
                b = Vector512.FusedMultiplyAdd(b, factor, factor);
                c = Vector512.FusedMultiplyAdd(c, factor, factor);
                d = Vector512.FusedMultiplyAdd(d, factor, factor);
                e = Vector512.FusedMultiplyAdd(e, factor, factor);
                f = Vector512.FusedMultiplyAdd(f, factor, factor);
                g = Vector512.FusedMultiplyAdd(g, factor, factor);
                h = Vector512.FusedMultiplyAdd(h, factor, factor);
            }
            Volatile.Write(ref _sum, Vector512.Sum(a + b + c + d + e + f + g + h));
        }
    }
}
