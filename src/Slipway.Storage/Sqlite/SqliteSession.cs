using System.Runtime.InteropServices;
using Slipway.Storage.Sql;
using SQLitePCL;

namespace Slipway.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteSession : SqlSession, IDisposable
{
    private readonly Dictionary<string, Statement> _statements = [];
    private readonly sqlite3 _connection;
    private readonly string _path;

    static SqliteSession() => Batteries_V2.Init();

    public SqliteSession(string path, bool readOnly)
    {
        _path = path;
        var flags = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var code = raw.sqlite3_open_v2(path, out _connection, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
            throw new StorageException($"{path}: cannot be opened: {raw.sqlite3_errstr(code).utf8_to_string()}");
        raw.sqlite3_busy_timeout(_connection, 10_000);
    }

    /// <summary>False inside BEGIN … COMMIT; a failed statement may have ended the transaction by itself.</summary>
    public bool IsOutsideTransaction => raw.sqlite3_get_autocommit(_connection) != 0;

    /// <summary>Runs statements that are not worth keeping prepared: pragmas and migrations.</summary>
    public void Run(string sql) => Check(raw.sqlite3_exec(_connection, sql), sql);

    public override ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values) => new(Execute(sql, values));

    public int Execute(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            while (Step(statement, sql))
            {
            }

            return raw.sqlite3_changes(_connection);
        }
        finally
        {
            Reset(statement);
        }
    }

    public override ValueTask<List<T>> QueryAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            var rows = new List<T>();
            while (Step(statement, sql))
                rows.Add(map(statement.Row));
            return new(rows);
        }
        finally
        {
            Reset(statement);
        }
    }

    public override ValueTask<T?> FirstAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values)
        where T : default
    {
        var statement = Bind(sql, values);
        try
        {
            return new(Step(statement, sql) ? map(statement.Row) : default);
        }
        finally
        {
            Reset(statement);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Handle.Dispose();
        _connection.Dispose();
    }

    private Statement Bind(string sql, ReadOnlySpan<SqlValue> values)
    {
        ref var statement = ref CollectionsMarshal.GetValueRefOrAddDefault(_statements, sql, out _);
        if (statement is null)
        {
            // SQLite numbers $1 by where it stands; only ?1 means the first value.
            var code = raw.sqlite3_prepare_v3(_connection, sql.Replace('$', '?'), raw.SQLITE_PREPARE_PERSISTENT, out var handle);
            if (code != raw.SQLITE_OK)
            {
                _statements.Remove(sql);
                Check(code, sql);
            }

            statement = new Statement(handle);
        }

        for (var i = 0; i < values.Length; i++)
        {
            ref readonly var value = ref values[i];
            var code = value.Kind switch
            {
                SqlValueKind.Integer => raw.sqlite3_bind_int64(statement.Handle, i + 1, value.Integer),
                SqlValueKind.Real => raw.sqlite3_bind_double(statement.Handle, i + 1, value.Real),
                SqlValueKind.Text => raw.sqlite3_bind_text(statement.Handle, i + 1, value.Text!),
                _ => raw.sqlite3_bind_null(statement.Handle, i + 1),
            };
            Check(code, sql);
        }

        return statement;
    }

    private bool Step(Statement statement, string sql)
    {
        var code = raw.sqlite3_step(statement.Handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            Check(code, sql);
        return false;
    }

    private static void Reset(Statement statement)
    {
        raw.sqlite3_reset(statement.Handle);
        raw.sqlite3_clear_bindings(statement.Handle);
    }

    private void Check(int code, string sql)
    {
        if (code == raw.SQLITE_OK)
            return;
        var verb = sql.AsSpan(0, Math.Min(sql.Length, 60)).TrimEnd();
        throw new StorageException($"{_path}: {raw.sqlite3_errmsg(_connection).utf8_to_string()} (in '{verb} …')");
    }

    private sealed class Statement(sqlite3_stmt handle)
    {
        public sqlite3_stmt Handle { get; } = handle;

        public SqliteRow Row { get; } = new(handle);
    }

    private sealed class SqliteRow(sqlite3_stmt handle) : SqlRow
    {
        public override bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

        public override long Integer(int column) => raw.sqlite3_column_int64(handle, column);

        public override double Real(int column) => raw.sqlite3_column_double(handle, column);

        public override string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();
    }
}
