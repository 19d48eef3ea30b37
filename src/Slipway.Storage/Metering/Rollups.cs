using Slipway.Storage.Sql;

namespace Slipway.Storage.Metering;

/// <summary>What the tables of roll-ups have in common.</summary>
internal static class Rollups
{
    private const int Slice = 500;

    /// <summary>Deletes buckets that began before a time, the oldest first, and no more at once than a short transaction allows.</summary>
    public static ValueTask<int> DeleteAsync(SqlSession session, string table, long width, long before) => session.ExecuteAsync(
        $"DELETE FROM {table} WHERE width = $1 AND start < $2 AND start <= (SELECT MAX(start) FROM "
        + $"(SELECT start FROM {table} WHERE width = $1 ORDER BY start LIMIT $3) AS oldest)", width, before, Slice);
}
