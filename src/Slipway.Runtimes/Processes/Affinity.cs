using System.Runtime.InteropServices;

namespace Slipway.Runtimes.Processes;

/// <summary>Holds a child to some of the cores. Threads that it makes later inherit this from those that it has.</summary>
internal static partial class Affinity
{
    private static int s_next;

    /// <summary>Deals the cores out in turn, so that limited children do not all sit on the first one.</summary>
    public static void Limit(int pid, int cores)
    {
        var all = Environment.ProcessorCount;
        if (!OperatingSystem.IsLinux() || cores >= all || all > 1024)
            return;
        var first = (Interlocked.Add(ref s_next, cores) - cores) & int.MaxValue;
        var mask = new ulong[16];
        for (var i = 0; i < cores; i++)
        {
            var core = (first + i) % all;
            mask[core / 64] |= 1UL << (core % 64);
        }

        // Twice: a thread that was made during the first round by one not yet limited is found in the second.
        for (var round = 0; round < 2; round++)
        {
            foreach (var thread in Threads(pid))
                _ = SetAffinity(thread, sizeof(ulong) * (nuint)mask.Length, mask);
        }
    }

    private static List<int> Threads(int pid)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{pid}/task").Select(path => int.Parse(Path.GetFileName(path), System.Globalization.CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int pid, nuint size, ulong[] mask);
}
