using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Slipway.Platform.Infrastructure;

namespace Slipway.Runtimes.Machines;

/// <summary>Reads what Linux tells: of the control group where one limits this process, else of the machine. Elsewhere only storage is known.</summary>
public sealed class LinuxMachine(string dataFolder, TimeProvider time) : IMachine
{
    private const string Group = "/sys/fs/cgroup/";

    private readonly bool _hasGpu = Environment.GetEnvironmentVariable("PATH")?.Split(':').Any(folder => File.Exists(Path.Combine(folder, "nvidia-smi"))) ?? false;
    private (double Busy, double Total)? _lastStat;
    private (double Used, long At)? _lastGroup;

    public async Task<MachineUsage> LookAsync(CancellationToken cancellation) =>
        new(Cpu(), Memory(), _hasGpu ? await GpuAsync(cancellation).ConfigureAwait(false) : null, Storage());

    private double? Cpu()
    {
        if (GroupCores() is { } cores && Lines(Group + "cpu.stat")?.FirstOrDefault(line => line.StartsWith("usage_usec ", StringComparison.Ordinal)) is { } usage)
        {
            var (used, at) = (Number(usage.Split(' ')[1]), time.GetTimestamp());
            var before = _lastGroup;
            _lastGroup = (used, at);
            return before is { } last ? Percent((used - last.Used) / 1e6, time.GetElapsedTime(last.At, at).TotalSeconds * cores) : null;
        }

        if (Lines("/proc/stat") is not [var first, ..])
            return null;
        var parts = first.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Number).ToArray();
        // user nice system idle iowait irq softirq steal
        var (busy, total) = (parts.Sum() - parts[3] - parts[4], parts.Sum());
        var then = _lastStat;
        _lastStat = (busy, total);
        return then is { } earlier ? Percent(busy - earlier.Busy, total - earlier.Total) : Percent(busy, total);
    }

    private static double? Memory()
    {
        if (Lines(Group + "memory.max") is [var most, ..] && most != "max" && Lines(Group + "memory.current") is [var used, ..])
            return Percent(Number(used), Number(most));
        if (Lines("/proc/meminfo") is not { } lines)
            return null;
        double Of(string name) => Number(lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        return Percent(Of("MemTotal:") - Of("MemAvailable:"), Of("MemTotal:"));
    }

    private double? Storage()
    {
        try
        {
            var drive = new DriveInfo(Path.GetFullPath(dataFolder));
            return Percent(drive.TotalSize - drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<double?> GpuAsync(CancellationToken cancellation)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("nvidia-smi", ["--query-gpu=utilization.gpu", "--format=csv,noheader,nounits"])
            {
                RedirectStandardOutput = true,
            })!;
            var text = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
            var each = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.TryParse(line, CultureInfo.InvariantCulture, out var value) ? value : (double?)null).ToList();
            return each.Count > 0 ? each.Average() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The cores that a control group allows; null where it doesn't limit them.</summary>
    private static double? GroupCores() => Lines(Group + "cpu.max") is [var limit, ..] && limit.Split(' ') is [var quota, var period] && quota != "max"
        ? Number(quota) / Number(period)
        : null;

    private static string[]? Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double? Percent(double part, double whole) => whole > 0 ? Math.Round(Math.Clamp(100 * part / whole, 0, 100), 1) : null;
}
