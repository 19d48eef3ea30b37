namespace Slipway.Models.Sampling;

/// <summary>
/// Random numbers that are a function of a seed and a position and of nothing drawn before: a sequence that was preempted, or is
/// computed again, gets the same ones. The mixing is SplitMix64's finalizer, applied to the seed and then to seed and position.
/// </summary>
internal static class CounterRandom
{
    /// <summary>From 0 up to, but not, 1.</summary>
    public static double Uniform(ulong seed, long position)
    {
        var bits = Mix(Mix(seed + 0x9E3779B97F4A7C15) + (ulong)(position + 1) * 0x9E3779B97F4A7C15);
        return (bits >> 11) * (1.0 / (1L << 53));
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
