using System.Runtime.Intrinsics;

namespace Slipway.Training;

/// <summary>
/// Chance without a state: a number for each (key, index). What was drawn before doesn't matter, so a run that continues from a
/// checkpoint, or whose threads take other rows, draws the same.
/// </summary>
internal static unsafe class Counter
{
    private const uint Step = 0x9E3779B9, First = 0x7FEB352D, Second = 0x846CA68B;

    /// <summary>A key for a purpose within a run.</summary>
    public static ulong Key(ulong seed, ReadOnlySpan<char> purpose)
    {
        // FNV-1a; string hash codes differ from process to process.
        var hash = 0xCBF29CE484222325 ^ Mix(seed);
        foreach (var character in purpose)
            hash = (hash ^ character) * 0x100000001B3;
        return Mix(hash);
    }

    public static ulong Key(ulong key, ulong index) => Mix(key + index * 0x9E3779B97F4A7C15);

    public static uint Bits(ulong key, uint index)
    {
        var x = (index * Step) ^ (uint)key;
        x = (x ^ (x >> 16)) * First;
        x ^= (uint)(key >> 32);
        x = (x ^ (x >> 15)) * Second;
        return x ^ (x >> 16);
    }

    /// <summary>From 0 up to, not including, 1, in steps of 2^-24.</summary>
    public static float Uniform(ulong key, uint index) => (Bits(key, index) >> 8) * (1f / (1 << 24));

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public static int Below(ulong key, uint index, int count) => (int)((ulong)Bits(key, index) * (uint)count >> 32);

    /// <summary>y = x where it is kept, times 1 / (1 - rate), and 0 elsewhere; element i is draw first + i.</summary>
    public static void Drop(float* x, float* y, int n, float rate, ulong key, uint first)
    {
        var limit = (uint)(rate * uint.MaxValue);
        var keep = 1 / (1 - rate);
        var i = 0;
        var index = Vector256.Create(first) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        var (low, high) = (Vector256.Create((uint)key), Vector256.Create((uint)(key >> 32)));
        for (; i + 8 <= n; i += 8)
        {
            var b = (index * Step) ^ low;
            b = (b ^ (b >>> 16)) * First;
            b ^= high;
            b = (b ^ (b >>> 15)) * Second;
            b ^= b >>> 16;
            var kept = Vector256.GreaterThanOrEqual(b, Vector256.Create(limit)).AsSingle();
            (Vector256.Load(x + i) * keep & kept).Store(y + i);
            index += Vector256.Create(8u);
        }
        for (; i < n; i++)
            y[i] = Bits(key, first + (uint)i) >= limit ? x[i] * keep : 0;
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
