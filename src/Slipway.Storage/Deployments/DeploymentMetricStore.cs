using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Platform.Deployments.Canary;
using Slipway.Platform.Metering;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Deployments;

/// <summary>Reads what deployments have done from what was metered, and keeps what is sampled beside it.</summary>
public sealed class DeploymentMetricStore(IDatabase database, IUsageHistory usage) : IDeploymentMetricStore, IRolloutEvidence
{
    private const int MostIntervals = 400;

    /// <summary>Failures that say nothing about a model: nobody has asked it.</summary>
    private static readonly HashSet<string> Elsewhere =
        [.. new[] { FailureKind.QueueFull, FailureKind.WaitedTooLong, FailureKind.Draining, FailureKind.EngineGone, FailureKind.ModelNotReady }
            .Select(kind => kind.Meaning().Type)];

    public async ValueTask<CanarySide> OfAsync(string deploymentId, string version, long after, long until)
    {
        var side = default(CanarySide);
        await foreach (var block in usage.RecordsAsync(after + 1, until + 1, CancellationToken.None).ConfigureAwait(false))
        {
            // A lost attempt counts: its version has lost it.
            foreach (var record in block.Where(each => each.DeploymentId == deploymentId && each.Version == version))
                side = Add(side, record);
        }

        return side;
    }

    public Task AddAsync(IReadOnlyList<DeploymentSample> samples, long forgetBefore) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        foreach (var sample in samples)
        {
            await session.ExecuteAsync(
                "INSERT INTO deployment_samples (deployment_id, at, queue_length, replicas, cpu_utilization, memory_bytes, gpu_utilization) "
                + "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (deployment_id, at) DO NOTHING",
                sample.DeploymentId, sample.At, sample.QueueLength, sample.Replicas, Real(sample.CpuUtilization),
                Real(sample.MemoryBytes), Real(sample.GpuUtilization)).ConfigureAwait(false);
        }

        return await session.ExecuteAsync("DELETE FROM deployment_samples WHERE at < $1", forgetBefore).ConfigureAwait(false);

        static SqlValue Real(double? value) => value is { } number ? number : default(SqlValue);
    });

    public long IntervalOf(long from, long until, long now) =>
        UsageLevel.All.First(level => (level.Keeps(from, now) && (until - from) / level.Width <= MostIntervals) || level == UsageLevel.All[^1]).Width;

    public async ValueTask<IReadOnlyList<RequestSpan>> RequestsAsync(string deploymentId, long from, long until, long interval)
    {
        var level = UsageLevel.All.First(each => each.Width == interval);
        var buckets = await usage.SeriesAsync(new UsageSpan(level, level.Floor(from), until), deploymentId).ConfigureAwait(false);
        return [.. buckets.GroupBy(bucket => bucket.Start).Select(group =>
        {
            var sum = new UsageTotals();
            foreach (var bucket in group)
                sum.Add(bucket.Totals);
            return new RequestSpan(group.Key, sum.Requests, sum.Errors, sum.AverageLatency / 1000,
                sum.FirstToken.Count > 0 ? sum.FirstTokenTime / 1000.0 / sum.FirstToken.Count : null,
                sum is { CompletionTokens: > 0, ProcessingTime: > 0 } ? sum.CompletionTokens * (double)Micros.PerSecond / sum.ProcessingTime : null);
        })];
    }

    public async ValueTask<IReadOnlyList<DeploymentSample>> SamplesAsync(string deploymentId, long from, long until, long interval) =>
        await database.ReadAsync(session => session.QueryAsync(
            "SELECT (at - $2) / $4 AS part, AVG(queue_length), AVG(replicas), AVG(cpu_utilization), AVG(memory_bytes), AVG(gpu_utilization) "
            + "FROM deployment_samples WHERE deployment_id = $1 AND at >= $2 AND at < $3 GROUP BY part ORDER BY part",
            row => new DeploymentSample(deploymentId, from + row.Integer(0) * interval, row.Real(1), row.Real(2))
            {
                CpuUtilization = row.IsNull(3) ? null : row.Real(3),
                MemoryBytes = row.IsNull(4) ? null : row.Real(4),
                GpuUtilization = row.IsNull(5) ? null : row.Real(5),
            },
            deploymentId, from, until, interval)).ConfigureAwait(false);

    private static CanarySide Add(CanarySide side, UsageRecord record)
    {
        if (record.Status >= 500)
            return record.ErrorType is { } type && Elsewhere.Contains(type) ? side : side.With(failed: true, null, null);
        if (record.Status >= 400)
            return side;
        // Without a stream the first token is not seen, and all of them share the time.
        var (time, tokens) = record.FirstTokenTime > 0
            ? (record.ProcessingTime - record.FirstTokenTime, record.CompletionTokens - 1)
            : (record.ProcessingTime, record.CompletionTokens);
        return side.With(failed: false, Micros.ToSpan(record.FirstTokenTime), tokens > 0 ? Micros.ToSpan(time) / tokens : null);
    }
}
