namespace Slipway.Bench.Kernels;

/// <summary>Times of repeated runs.</summary>
internal static class Timing
{
    /// <summary>Seconds of the quickest of several runs: other users of the machine only ever add.</summary>
    public static double Best(Action run, double seconds = 0.5) => Times(run, seconds).Min();

    public static double Median(Action run, double seconds = 0.5)
    {
        var times = Times(run, seconds);
        times.Sort();
        return times[times.Count / 2];
    }

    private static List<double> Times(Action run, double seconds)
    {
        run();
        var times = new List<double>();
        for (var total = 0.0; total < seconds || times.Count < 5;)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            run();
            times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds);
            total += times[^1];
        }
        return times;
    }
}
