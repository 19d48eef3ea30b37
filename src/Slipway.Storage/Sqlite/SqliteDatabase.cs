using System.Collections.Concurrent;
using Slipway.Storage.Migrations;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Sqlite;

/// <summary>
/// SQLite in WAL mode: one writer, which waits for the disk (<c>synchronous=FULL</c>) once for a whole group, and readers of
/// their own that never wait for it.
/// </summary>
public sealed class SqliteDatabase : IDatabase
{
    private const int Readers = 8;

    private readonly ConcurrentBag<SqliteSession> _readers = [];
    private readonly SemaphoreSlim _free = new(Readers);
    private readonly SqliteWriter _writer;

    private SqliteDatabase(string path, SqliteWriter writer) => (Path, _writer) = (path, writer);

    public string Path { get; }

    /// <summary>Opens the file, makes it where it is missing, and brings its schema up to date.</summary>
    /// <param name="path">The file.</param>
    /// <param name="migrations">Makes the earlier schema of a backup; null for the newest.</param>
    public static SqliteDatabase Open(string path, IReadOnlyList<long>? migrations = null)
    {
        var session = new SqliteSession(path, readOnly: false);
        try
        {
            session.Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA journal_size_limit=67108864");
            session.Run("BEGIN IMMEDIATE");
            Migrator.RunAsync(session, sql => { session.Run(sql); return ValueTask.CompletedTask; }, path, migrations)
                .AsTask().GetAwaiter().GetResult();
            session.Run("COMMIT");
        }
        catch
        {
            session.Dispose();
            throw;
        }

        return new SqliteDatabase(path, new SqliteWriter(session));
    }

    public Task<T> WriteAsync<T>(WriteUrgency urgency, Func<SqlSession, ValueTask<T>> work)
    {
        var write = new SqliteWrite<T>(work);
        _writer.Enqueue(write, urgency);
        return write.Task;
    }

    public async ValueTask<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> work)
    {
        await _free.WaitAsync().ConfigureAwait(false);
        if (!_readers.TryTake(out var session))
            session = new SqliteSession(Path, readOnly: true);
        try
        {
            session.Execute("BEGIN");
            try
            {
                return await work(session).ConfigureAwait(false);
            }
            finally
            {
                session.Execute("COMMIT");
            }
        }
        finally
        {
            _readers.Add(session);
            _free.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _writer.Dispose();
        while (_readers.TryTake(out var session))
            session.Dispose();
        _free.Dispose();
        return ValueTask.CompletedTask;
    }
}
