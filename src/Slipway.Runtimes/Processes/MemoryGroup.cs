using System.Globalization;

namespace Slipway.Runtimes.Processes;

/// <summary>A group of cgroup v2 that holds one child to its memory. Where this server may not make one, there is none.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _path;

    private MemoryGroup(string path) => _path = path;

    public static MemoryGroup? TryMake(string name, long bytes, int pid)
    {
        try
        {
            // The one hierarchy of version 2 has the number 0 and no name.
            if (File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal)) is not { } own
                || !File.Exists(Root + "/cgroup.controllers"))
            {
                return null;
            }

            var parent = Root + own[3..].TrimEnd('/');
            if (!File.ReadAllText(parent + "/cgroup.subtree_control").Split(' ', '\n').Contains("memory"))
                return null;
            var path = $"{parent}/slipway-{name}";
            Directory.CreateDirectory(path);
            var group = new MemoryGroup(path);
            try
            {
                File.WriteAllText(path + "/memory.max", bytes.ToString(CultureInfo.InvariantCulture));
                File.WriteAllText(path + "/cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
                return group;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                group.Dispose();
                return null;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Called when the child is gone: a group that holds a process stays.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_path);
        }
        catch (IOException)
        {
            // The kernel clears it away with its last process.
        }
    }
}
