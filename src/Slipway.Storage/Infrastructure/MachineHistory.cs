using Slipway.Platform.Common;
using Slipway.Platform.Infrastructure;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Infrastructure;

/// <inheritdoc/>
public sealed class MachineHistory(IDatabase database, string nodeId) : IMachineHistory
{
    private const long Minute = 60 * Micros.PerSecond;
    private const long Hour = 60 * Minute;
    private const long MinutesKept = 3 * 24 * Hour;

    public Task AddAsync(long at, MachineUsage usage) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        foreach (var (metric, value) in new (string, double?)[] { ("cpu", usage.Cpu), ("memory", usage.Memory), ("gpu", usage.Gpu), ("storage", usage.Storage) })
        {
            if (value is not { } percent)
                continue;
            foreach (var width in new[] { Minute, Hour })
            {
                await session.ExecuteAsync(
                    "INSERT INTO machine_usage (width, start, node_id, metric, samples, total) VALUES ($1, $2, $3, $4, 1, $5) "
                    + "ON CONFLICT (width, start, node_id, metric) DO UPDATE SET samples = machine_usage.samples + 1, total = machine_usage.total + $5",
                    width, at - (at % width), nodeId, metric, percent).ConfigureAwait(false);
            }
        }

        await session.ExecuteAsync("DELETE FROM machine_usage WHERE width = $1 AND start < $2", Minute, at - MinutesKept).ConfigureAwait(false);
        return 0;
    });

    public async ValueTask<IReadOnlyList<MachinePoint>> SeriesAsync(long from, long to, long width)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync(
            "SELECT start - start % $1, metric, SUM(total) / SUM(samples) FROM machine_usage WHERE width = $2 AND start >= $3 AND start < $4 "
            + "GROUP BY start - start % $1, metric ORDER BY 1",
            row => (Start: row.Integer(0), Metric: row.Text(1), Mean: row.Real(2)), width, width < Hour ? Minute : Hour, from - (from % width), to)).ConfigureAwait(false);
        return [.. rows.GroupBy(row => row.Start).Select(bucket => new MachinePoint(
            bucket.Key, new MachineUsage(Mean(bucket, "cpu"), Mean(bucket, "memory"), Mean(bucket, "gpu"), Mean(bucket, "storage"))))];

        static double? Mean(IEnumerable<(long Start, string Metric, double Mean)> bucket, string metric)
        {
            foreach (var row in bucket)
            {
                if (row.Metric == metric)
                    return row.Mean;
            }

            return null;
        }
    }
}
