namespace Slipway.Storage.Sql;

/// <summary>One database, SQLite or PostgreSQL: the stores are written once, over this.</summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>
    /// Runs <paramref name="work"/> in a transaction, and completes when it is durable. The work may run again where the
    /// database asks for it, so it changes nothing but the database.
    /// </summary>
    Task<T> WriteAsync<T>(WriteUrgency urgency, Func<SqlSession, ValueTask<T>> work);

    /// <summary>Reads a consistent state that holds everything whose write has completed.</summary>
    ValueTask<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> work);
}
