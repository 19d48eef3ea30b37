using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Slipway.Platform.Common;

namespace Slipway.Platform.Deployments;

/// <summary>The last lines of every deployment's replicas. The server's own log has all of them.</summary>
public sealed class DeploymentLogs(TimeProvider time)
{
    private const int Kept = 2000;

    private readonly ConcurrentDictionary<string, Log> _logs = [];

    public void Add(string deploymentId, string replicaId, string line)
    {
        var log = _logs.GetOrAdd(deploymentId, _ => new Log());
        TaskCompletionSource grown;
        lock (log)
        {
            log.Lines.Enqueue(new LogLine(++log.Last, time.Now(), replicaId, line));
            if (log.Lines.Count > Kept)
                log.Lines.Dequeue();
            (grown, log.Grown) = (log.Grown, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        grown.TrySetResult();
    }

    public IReadOnlyList<LogLine> Tail(string deploymentId, int most)
    {
        if (!_logs.TryGetValue(deploymentId, out var log))
            return [];
        lock (log)
            return [.. log.Lines.Skip(Math.Max(0, log.Lines.Count - most))];
    }

    /// <summary>The last lines, then each new one as it comes; lines that a slow reader missed are left out.</summary>
    public async IAsyncEnumerable<LogLine> FollowAsync(string deploymentId, int most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var log = _logs.GetOrAdd(deploymentId, _ => new Log());
        var last = -1L;
        while (true)
        {
            List<LogLine> fresh;
            Task grown;
            lock (log)
            {
                fresh = [.. last < 0 ? log.Lines.Skip(Math.Max(0, log.Lines.Count - most)) : log.Lines.Where(line => line.Number > last)];
                (last, grown) = (log.Last, log.Grown.Task);
            }

            foreach (var line in fresh)
                yield return line;
            await grown.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public void Forget(string deploymentId) => _logs.TryRemove(deploymentId, out _);

    private sealed class Log
    {
        public Queue<LogLine> Lines { get; } = [];

        public long Last { get; set; }

        public TaskCompletionSource Grown { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
