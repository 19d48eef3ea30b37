using Slipway.Platform.Metering;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Metering;

/// <summary>
/// What a group of records adds to the roll-ups. It is summed before the transaction; inside, each touched row is read, added to
/// and written once. Rows carry their node, whose usage has one writer, so two nodes never add to the same row.
/// </summary>
internal sealed class UsageRollups
{
    internal const string Columns = "requests, errors, cancelled, prompt_tokens, cached_tokens, completion_tokens, bytes_out, queue_time, "
        + "processing_time, first_token_time, latency, first_token";

    private readonly Dictionary<(long Width, long Start, string DeploymentId, string Version), UsageTotals> _buckets = [];
    private readonly Dictionary<(long Day, UsageSubject Kind, string Subject, string DeploymentId), UsageTotals> _shares = [];

    public UsageRollups(IReadOnlyList<UsageRecord> records)
    {
        foreach (var record in records)
        {
            foreach (var level in UsageLevel.All)
                Of(_buckets, (level.Width, level.Floor(record.At), record.DeploymentId, record.Version)).Add(record);
            var day = UsageLevel.Days.Floor(record.At);
            Of(_shares, (day, UsageSubject.Key, record.CallerId, record.DeploymentId)).Add(record);
            if (record.UserId.Length > 0)
                Of(_shares, (day, UsageSubject.User, record.UserId, record.DeploymentId)).Add(record);
        }
    }

    public async ValueTask AddAsync(SqlSession session, string nodeId)
    {
        foreach (var (key, added) in _buckets)
        {
            var sum = await session.FirstAsync(
                $"SELECT {Columns} FROM usage_rollups WHERE width = $1 AND start = $2 AND deployment_id = $3 AND version = $4 AND node_id = $5",
                row => Read(row, 0), key.Width, key.Start, key.DeploymentId, key.Version, nodeId).ConfigureAwait(false) ?? new UsageTotals();
            sum.Add(added);
            await session.ExecuteAsync(
                $"INSERT INTO usage_rollups (width, start, deployment_id, version, node_id, {Columns}) "
                + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) "
                + "ON CONFLICT (width, start, deployment_id, version, node_id) DO UPDATE SET requests = $6, errors = $7, cancelled = $8, "
                + "prompt_tokens = $9, cached_tokens = $10, completion_tokens = $11, bytes_out = $12, queue_time = $13, processing_time = $14, "
                + "first_token_time = $15, latency = $16, first_token = $17",
                key.Width, key.Start, key.DeploymentId, key.Version, nodeId, sum.Requests, sum.Errors, sum.Cancelled, sum.PromptTokens,
                sum.CachedTokens, sum.CompletionTokens, sum.BytesOut, sum.QueueTime, sum.ProcessingTime, sum.FirstTokenTime,
                sum.Latency.ToString(), sum.FirstToken.ToString()).ConfigureAwait(false);
        }

        foreach (var (key, added) in _shares)
        {
            await session.ExecuteAsync(
                "INSERT INTO usage_shares (day, kind, subject, deployment_id, node_id, requests, errors, prompt_tokens, cached_tokens, completion_tokens) "
                + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (day, kind, subject, deployment_id, node_id) DO UPDATE SET "
                + "requests = usage_shares.requests + $6, errors = usage_shares.errors + $7, prompt_tokens = usage_shares.prompt_tokens + $8, "
                + "cached_tokens = usage_shares.cached_tokens + $9, completion_tokens = usage_shares.completion_tokens + $10",
                key.Day, (long)key.Kind, key.Subject, key.DeploymentId, nodeId, added.Requests, added.Errors, added.PromptTokens,
                added.CachedTokens, added.CompletionTokens).ConfigureAwait(false);
        }
    }

    internal static UsageTotals Read(SqlRow row, int first)
    {
        var totals = new UsageTotals
        {
            Requests = row.Integer(first),
            Errors = row.Integer(first + 1),
            Cancelled = row.Integer(first + 2),
            PromptTokens = row.Integer(first + 3),
            CachedTokens = row.Integer(first + 4),
            CompletionTokens = row.Integer(first + 5),
            BytesOut = row.Integer(first + 6),
            QueueTime = row.Integer(first + 7),
            ProcessingTime = row.Integer(first + 8),
            FirstTokenTime = row.Integer(first + 9),
        };
        totals.Latency.AddText(row.Text(first + 10));
        totals.FirstToken.AddText(row.Text(first + 11));
        return totals;
    }

    private static UsageTotals Of<TKey>(Dictionary<TKey, UsageTotals> sums, TKey key)
        where TKey : notnull
    {
        if (!sums.TryGetValue(key, out var totals))
            sums[key] = totals = new UsageTotals();
        return totals;
    }
}
