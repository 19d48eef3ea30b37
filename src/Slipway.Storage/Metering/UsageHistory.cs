using System.Runtime.CompilerServices;
using Slipway.Platform.Metering;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Metering;

/// <inheritdoc/>
public sealed class UsageHistory(IDatabase database) : IUsageHistory
{
    public async ValueTask<IReadOnlyList<UsageBucket>> TotalsAsync(IReadOnlyList<UsageSpan> spans)
    {
        var sums = new Dictionary<(string, string), UsageTotals>();
        var start = spans.Count > 0 ? spans[0].From : 0;
        await database.ReadAsync(async session =>
        {
            foreach (var span in spans)
            {
                await session.QueryAsync(
                    $"SELECT deployment_id, version, {UsageRollups.Columns} FROM usage_rollups WHERE width = $1 AND start >= $2 AND start < $3",
                    row =>
                    {
                        var key = (row.Text(0), row.Text(1));
                        if (!sums.TryGetValue(key, out var sum))
                            sums[key] = sum = new UsageTotals();
                        sum.Add(UsageRollups.Read(row, 2));
                        return 0;
                    },
                    span.Level.Width, span.From, span.To).ConfigureAwait(false);
            }

            return 0;
        }).ConfigureAwait(false);
        return [.. sums.Select(sum => new UsageBucket(start, sum.Key.Item1, sum.Key.Item2, sum.Value))];
    }

    public async ValueTask<IReadOnlyList<UsageBucket>> SeriesAsync(UsageSpan span, string? deploymentId = null) =>
        await database.ReadAsync(session => session.QueryAsync(
            "SELECT start, deployment_id, requests, errors, completion_tokens, queue_time, processing_time, bytes_out FROM usage_rollups "
            + "WHERE width = $1 AND start >= $2 AND start < $3 AND ($4 = '' OR deployment_id = $4) ORDER BY start",
            row => new UsageBucket(row.Integer(0), row.Text(1), "", new UsageTotals
            {
                Requests = row.Integer(2),
                Errors = row.Integer(3),
                CompletionTokens = row.Integer(4),
                QueueTime = row.Integer(5),
                ProcessingTime = row.Integer(6),
                BytesOut = row.Integer(7),
            }),
            span.Level.Width, span.From, span.To, deploymentId ?? "")).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<UsageShare>> SharesAsync(UsageSubject subject, long from, long to) =>
        await database.ReadAsync(session => session.QueryAsync(
            "SELECT subject, deployment_id, SUM(requests), SUM(errors), SUM(prompt_tokens), SUM(cached_tokens), SUM(completion_tokens) "
            + "FROM usage_shares WHERE kind = $1 AND day >= $2 AND day < $3 GROUP BY subject, deployment_id ORDER BY subject, deployment_id",
            row => new UsageShare(row.Text(0), row.Text(1), row.Integer(2), row.Integer(3), row.Integer(4), row.Integer(5), row.Integer(6)),
            (long)subject, UsageLevel.Days.Floor(from), to)).ConfigureAwait(false);

    public async IAsyncEnumerable<IReadOnlyList<UsageRecord>> RecordsAsync(long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // One block a transaction, so that an export of any length holds up nobody.
        var (last, id) = (from, "");
        while (!cancellation.IsCancellationRequested)
        {
            var block = await database.ReadAsync(session => session.FirstAsync(
                "SELECT id, last_at, body FROM usage_blocks WHERE (last_at > $1 OR (last_at = $1 AND id > $2)) AND first_at < $3 ORDER BY last_at, id LIMIT 1",
                row => new StoredBlock(row.Text(0), row.Integer(1), row.Text(2)), last, id, to)).ConfigureAwait(false);
            if (block is null)
                yield break;
            (last, id) = (block.LastAt, block.Id);
            yield return [.. UsageBlock.Unpack(block.Body).Where(record => record.At >= from && record.At < to)];
        }
    }

    private sealed record StoredBlock(string Id, long LastAt, string Body);
}
