using System.Collections.Concurrent;
using System.Globalization;
using Slipway.Platform.Deployments;

namespace Slipway.Runtimes.Processes;

/// <summary>Measures the children every two seconds, and ends one that has outgrown the memory it may have.</summary>
public sealed class ProcessMeter : IReplicaUsage, IAsyncDisposable
{
    private const double TicksPerSecond = 100;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Measured> _children = [];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public ProcessMeter(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Measure(), null, Every, Every);
    }

    public IReadOnlyList<MeasuredReplica> Of(string deploymentId) =>
        [.. _children.Values.Where(child => child.DeploymentId == deploymentId).Select(child => child.Use).OrderBy(use => use.Id, StringComparer.Ordinal)];

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    internal void Add(string deploymentId, MeasuredReplica use, Action<string> end) => _children[use.Id] = new Measured(deploymentId, use, end);

    internal void Remove(string replicaId) => _children.TryRemove(replicaId, out _);

    internal void Measure()
    {
        foreach (var (id, child) in _children)
        {
            try
            {
                var now = _time.GetTimestamp();
                var ticks = Ticks(child.Use.Pid);
                var bytes = Unshared(child.Use.Pid);
                var elapsed = _time.GetElapsedTime(child.At, now).TotalSeconds;
                var use = child.Use with
                {
                    Bytes = bytes,
                    CoresUsed = child.At != 0 && elapsed > 0 ? Math.Round((ticks - child.Ticks) / TicksPerSecond / elapsed, 3) : child.Use.CoresUsed,
                };
                _children.TryUpdate(id, child with { Use = use, Ticks = ticks, At = now }, child);
                if (use.LimitedBy == "watch" && bytes > use.MemoryLimit)
                    child.End($"it had {bytes >> 20} MiB in memory where {use.MemoryLimit >> 20} MiB are allowed");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
            {
                // It ended between the look and the reading.
            }
        }
    }

    /// <summary>Processor time in hundredths of a second.</summary>
    private static long Ticks(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    /// <summary>Weights are mapped and belong to nobody; what is written is the child's own.</summary>
    private static long Unshared(int pid)
    {
        long anonymous = 0;
        foreach (var line in File.ReadLines($"/proc/{pid}/status"))
        {
            if (line.StartsWith("RssAnon:", StringComparison.Ordinal))
                anonymous = long.Parse(line.AsSpan(8).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) << 10;
        }

        return anonymous;
    }

    private sealed record Measured(string DeploymentId, MeasuredReplica Use, Action<string> End)
    {
        public long Ticks { get; init; }

        public long At { get; init; }
    }
}
