using Slipway.Platform.Metering;
using Slipway.Platform.Metering.Resources;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Metering;

/// <inheritdoc/>
public sealed class ResourceStore(IDatabase database, string nodeId) : IResourceStore
{
    private const string Sums = "SUM(replica_seconds), SUM(cpu_reserved), SUM(memory_reserved), SUM(cpu_used), SUM(memory_used), SUM(stored)";

    public Task AddAsync(long at, IReadOnlyList<ResourceBucket> parts) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        foreach (var part in parts)
        {
            foreach (var level in UsageLevel.All)
            {
                await session.ExecuteAsync(
                    "INSERT INTO resource_rollups (width, start, deployment_id, version, node_id, replica_seconds, cpu_reserved, memory_reserved, "
                    + "cpu_used, memory_used, stored) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
                    + "ON CONFLICT (width, start, deployment_id, version, node_id) DO UPDATE SET "
                    + "replica_seconds = resource_rollups.replica_seconds + $6, cpu_reserved = resource_rollups.cpu_reserved + $7, "
                    + "memory_reserved = resource_rollups.memory_reserved + $8, cpu_used = resource_rollups.cpu_used + $9, "
                    + "memory_used = resource_rollups.memory_used + $10, stored = resource_rollups.stored + $11",
                    level.Width, level.Floor(at), part.DeploymentId, part.Version, nodeId, part.Totals.ReplicaSeconds, part.Totals.CpuReserved,
                    part.Totals.MemoryReserved, part.Totals.CpuUsed, part.Totals.MemoryUsed, part.Totals.Stored).ConfigureAwait(false);
            }
        }

        return 0;
    });

    public async ValueTask<IReadOnlyList<ResourceBucket>> TotalsAsync(IReadOnlyList<UsageSpan> spans)
    {
        var sums = new Dictionary<(string, string), ResourceTotals>();
        foreach (var span in spans)
        {
            var found = await database.ReadAsync(session => session.QueryAsync(
                $"SELECT $4, deployment_id, version, {Sums} FROM resource_rollups WHERE width = $1 AND start >= $2 AND start < $3 "
                + "GROUP BY deployment_id, version", Read, span.Level.Width, span.From, span.To, spans[0].From)).ConfigureAwait(false);
            foreach (var part in found)
                sums[(part.DeploymentId, part.Version)] = sums.GetValueOrDefault((part.DeploymentId, part.Version), new ResourceTotals()) + part.Totals;
        }

        return [.. sums.Select(sum => new ResourceBucket(spans[0].From, sum.Key.Item1, sum.Key.Item2, sum.Value))];
    }

    public async ValueTask<IReadOnlyList<ResourceBucket>> SeriesAsync(UsageSpan span) => await database.ReadAsync(session => session.QueryAsync(
        $"SELECT start, deployment_id, version, {Sums} FROM resource_rollups WHERE width = $1 AND start >= $2 AND start < $3 "
        + "GROUP BY start, deployment_id, version ORDER BY start", Read, span.Level.Width, span.From, span.To)).ConfigureAwait(false);

    public async Task<bool> TidyAsync(long now) => await database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        var deleted = 0;
        foreach (var level in UsageLevel.All)
        {
            if (level.Kept is { } kept)
                deleted += await Rollups.DeleteAsync(session, "resource_rollups", level.Width, now - kept - UsageLevel.Days.Width).ConfigureAwait(false);
        }

        return deleted;
    }).ConfigureAwait(false) > 0;

    private static ResourceBucket Read(SqlRow row) => new(row.Integer(0), row.Text(1), row.Text(2), new ResourceTotals
    {
        ReplicaSeconds = row.Real(3),
        CpuReserved = row.Real(4),
        MemoryReserved = row.Real(5),
        CpuUsed = row.Real(6),
        MemoryUsed = row.Real(7),
        Stored = row.Real(8),
    });
}
