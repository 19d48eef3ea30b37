using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Slipway.Tensors.Lanes;

namespace Slipway.Bench.Kernels;

/// <summary>What the machine can do at most: reading memory, and fused multiply-adds on registers.</summary>
internal sealed unsafe class Ceilings(ThreadTeam team) : TeamWork
{
    private const long Bytes = 1L << 29;
    private const int ItemBytes = 1 << 20;
    private const int FmaRounds = 200_000;

    private byte* _memory;
    private bool _reading;

    /// <summary>GB/s of reading half a GiB.</summary>
    public double ReadBandwidth()
    {
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, 4096);
        new Span<byte>(_memory, int.MaxValue & ~4095 & (int)(Bytes - 1)).Fill(1);
        new Span<byte>(_memory + Bytes / 2, (int)(Bytes / 2)).Fill(1);
        _reading = true;
        var seconds = Timing.Best(() => team.Run(this, (int)(Bytes / ItemBytes)));
        NativeMemory.AlignedFree(_memory);
        return Bytes / seconds / 1e9;
    }

    /// <summary>GFLOP/s of independent fused multiply-adds.</summary>
    public double FmaRate()
    {
        _reading = false;
        var items = team.Threads * 8;
        var seconds = Timing.Best(() => team.Run(this, items));
        return items * (double)FmaRounds * 16 * 16 * 2 / seconds / 1e9;
    }

    public override void Execute(int item, int worker)
    {
        if (_reading)
            Read((float*)(_memory + (long)item * ItemBytes));
        else if (InstructionSets.Current == InstructionSet.Avx512)
            Multiply<Avx512Lanes>();
        else
            Multiply<Avx2Lanes>();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Read(float* memory)
    {
        var (a, b, c, d) = (Vector(memory), Vector(memory), Vector(memory), Vector(memory));
        for (var i = 0; i < ItemBytes / 4; i += 64)
        {
            a = Avx512Lanes.Max(a, Vector(memory + i));
            b = Avx512Lanes.Max(b, Vector(memory + i + 16));
            c = Avx512Lanes.Max(c, Vector(memory + i + 32));
            d = Avx512Lanes.Max(d, Vector(memory + i + 48));
            System.Runtime.Intrinsics.X86.Sse.Prefetch0(memory + i + 1024);
        }
        if (Avx512Lanes.Sum(Avx512Lanes.Max(Avx512Lanes.Max(a, b), Avx512Lanes.Max(c, d))) > 1e30f)
            Console.WriteLine();
    }

    private static Avx512Lanes Vector(float* memory) => Avx512Lanes.Load(memory);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<T>() where T : unmanaged, ILanes<T>
    {
        var x = T.Broadcast(0.999f);
        T a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        T m = x, n = x, o = x, p = x;
        for (var r = 0; r < FmaRounds; r++)
        {
            a = T.MultiplyAdd(x, a, x); b = T.MultiplyAdd(x, b, x); c = T.MultiplyAdd(x, c, x); d = T.MultiplyAdd(x, d, x);
            e = T.MultiplyAdd(x, e, x); f = T.MultiplyAdd(x, f, x); g = T.MultiplyAdd(x, g, x); h = T.MultiplyAdd(x, h, x);
            i = T.MultiplyAdd(x, i, x); j = T.MultiplyAdd(x, j, x); k = T.MultiplyAdd(x, k, x); l = T.MultiplyAdd(x, l, x);
            m = T.MultiplyAdd(x, m, x); n = T.MultiplyAdd(x, n, x); o = T.MultiplyAdd(x, o, x); p = T.MultiplyAdd(x, p, x);
        }
        a = T.Add(T.Add(T.Add(a, b), T.Add(c, d)), T.Add(T.Add(e, f), T.Add(g, h)));
        a = T.Add(a, T.Add(T.Add(T.Add(i, j), T.Add(k, l)), T.Add(T.Add(m, n), T.Add(o, p))));
        if (T.Sum(a) == 1.2345f)
            Console.WriteLine();
    }
}
