using System.Diagnostics;
using System.Globalization;

namespace Slipway.Runtimes.Processes;

/// <summary>What tells one process from every other that ever had its pid: when it started, and in which boot.</summary>
internal static class ProcessMark
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>Null where there is no such process.</summary>
    public static string? Of(int pid)
    {
        try
        {
            if (File.Exists(BootId))
                return $"{File.ReadAllText(BootId).Trim()}:{StartTicks(pid)}";
            using var process = Process.GetProcessById(pid);
            return process.StartTime.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string StartTicks(int pid)
    {
        // pid (name) state …: the name may hold spaces and brackets, so fields are counted from the last bracket.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
    }
}
