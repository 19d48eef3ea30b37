using Slipway.Platform.Common;
using Slipway.Platform.Metering;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Metering;

/// <inheritdoc/>
public sealed class UsageStore(IDatabase database, string nodeId) : IUsageStore
{
    private const int FullBlock = 1000;

    public Task AppendAsync(IReadOnlyList<UsageRecord> records)
    {
        // Summed and packed before the transaction, which others wait for.
        var (rollups, block) = (new UsageRollups(records), UsageBlock.Pack(records));
        return database.WriteAsync(WriteUrgency.Normal, async session =>
        {
            await AddBlockAsync(session, records, block).ConfigureAwait(false);
            await rollups.AddAsync(session, nodeId).ConfigureAwait(false);
            return 0;
        });
    }

    public async Task<int> CollectAsync(int limit)
    {
        var waiting = await database.ReadAsync(session => session.FirstAsync("SELECT id FROM usage_staged LIMIT 1", row => row.Text(0))).ConfigureAwait(false);
        if (waiting is null)
            return 0;
        return await database.WriteAsync(WriteUrgency.Normal, async session =>
        {
            var records = await session.QueryAsync(
                "DELETE FROM usage_staged WHERE id IN (SELECT id FROM usage_staged ORDER BY id LIMIT $1) RETURNING body",
                row => UsageBlock.Record(row.Text(0)), limit).ConfigureAwait(false);
            if (records.Count == 0)
                return 0;
            records.Sort((a, b) => a.At.CompareTo(b.At));
            await AddBlockAsync(session, records, UsageBlock.Pack(records)).ConfigureAwait(false);
            await new UsageRollups(records).AddAsync(session, nodeId).ConfigureAwait(false);
            return records.Count;
        }).ConfigureAwait(false);
    }

    public async Task<bool> TidyAsync(DateTimeOffset now, TimeSpan recordsKept)
    {
        var at = now.ToMicros();
        var deleted = await database.WriteAsync(WriteUrgency.Normal, async session =>
        {
            var blocks = await session.ExecuteAsync(
                "DELETE FROM usage_blocks WHERE id IN (SELECT id FROM usage_blocks WHERE last_at < $1 LIMIT 20)",
                (now - recordsKept).ToMicros()).ConfigureAwait(false);
            foreach (var level in UsageLevel.All)
            {
                if (level.Kept is { } kept)
                    blocks += await Rollups.DeleteAsync(session, "usage_rollups", level.Width, at - kept - UsageLevel.Days.Width).ConfigureAwait(false);
            }

            return blocks;
        }).ConfigureAwait(false);
        return await JoinAsync(at).ConfigureAwait(false) || deleted > 0;
    }

    /// <summary>Inside somebody else's transaction: the usage of a task is written with its outcome, and collected later.</summary>
    internal static async ValueTask StageAsync(SqlSession session, UsageRecord record) => await session.ExecuteAsync(
        "INSERT INTO usage_staged (id, body) VALUES ($1, $2)", record.Id, UsageBlock.Line(record)).ConfigureAwait(false);

    /// <summary>A quiet server writes a small block a second; an hour later they become few large ones.</summary>
    private async Task<bool> JoinAsync(long at)
    {
        var old = at - UsageLevel.Hours.Width;
        var small = await database.ReadAsync(session => session.QueryAsync(
            "SELECT id, body, records FROM usage_blocks WHERE last_at < $1 AND records < $2 ORDER BY last_at LIMIT 1000",
            row => (Id: row.Text(0), Body: row.Text(1), Records: row.Integer(2)), old, FullBlock / 2)).ConfigureAwait(false);
        var (taken, records) = (0, 0L);
        while (taken < small.Count && records + small[taken].Records <= FullBlock)
            records += small[taken++].Records;
        // The last small one waits for company.
        if (taken < 2 || (taken == small.Count && records < FullBlock / 2))
            return false;
        var joined = small.Take(taken).SelectMany(block => UsageBlock.Unpack(block.Body)).OrderBy(record => record.At).ToList();
        var body = UsageBlock.Pack(joined);
        return await database.WriteAsync(WriteUrgency.Normal, async session =>
        {
            foreach (var block in small.Take(taken))
            {
                // Another node was faster: leave everything as it is.
                if (await session.ExecuteAsync("DELETE FROM usage_blocks WHERE id = $1", block.Id).ConfigureAwait(false) == 0)
                    throw new StorageException("usage blocks are being joined elsewhere");
            }

            await AddBlockAsync(session, joined, body).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private static async ValueTask AddBlockAsync(SqlSession session, IReadOnlyList<UsageRecord> records, string body) => await session.ExecuteAsync(
        "INSERT INTO usage_blocks (id, first_at, last_at, records, body) VALUES ($1, $2, $3, $4, $5)",
        records[0].Id, records.Min(record => record.At), records.Max(record => record.At), records.Count, body).ConfigureAwait(false);
}
