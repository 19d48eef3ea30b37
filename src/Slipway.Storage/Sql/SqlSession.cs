namespace Slipway.Storage.Sql;

/// <summary>
/// Statements inside one transaction. Parameters are written <c>$1</c>, <c>$2</c> …, which both databases take. On SQLite
/// every call has completed when it returns.
/// </summary>
public abstract class SqlSession
{
    /// <summary>Returns the number of rows that the statement changed.</summary>
    public abstract ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values);

    public abstract ValueTask<List<T>> QueryAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values);

    public abstract ValueTask<T?> FirstAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values);

    public ValueTask<long> NumberAsync(string sql, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(sql, static row => row.Integer(0), values);
}
