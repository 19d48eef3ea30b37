using System.Data;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Npgsql;
using Slipway.Platform.Common;
using Slipway.Storage.Migrations;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Postgres;

/// <summary>
/// PostgreSQL. Writes are serializable, as they are on SQLite's one writer: a store may read and then write on what it read. The
/// price, a conflict now and then, is paid here by running the work again. Acceptances are single inserts, which need no such care.
/// </summary>
public sealed partial class PostgresDatabase : IDatabase
{
    private const int MostConflicts = 40;
    private const int MigrationLock = 0x511b_0a1;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _source;
    private readonly string _where;
    private readonly TimeProvider _time;
    private readonly Random _random;

    private PostgresDatabase(NpgsqlConnectionStringBuilder address, TimeProvider time, Random random)
    {
        (_time, _random) = (time, random);
        _where = $"PostgreSQL at {address.Host}:{address.Port}, database '{address.Database}'";
        _source = NpgsqlDataSource.Create(address);
    }

    /// <summary>The driver's own connections, for copies that are larger than a statement.</summary>
    internal NpgsqlDataSource Source => _source;

    /// <summary>Connects, and brings the schema up to date; of nodes that start together one does it while the others wait.</summary>
    /// <param name="address">As <see cref="PostgresAddress"/> reads it.</param>
    /// <param name="time">Paces what is tried again.</param>
    /// <param name="random">Keeps those that collided from colliding again.</param>
    /// <param name="migrations">Makes the earlier schema of a backup; null for the newest.</param>
    public static async Task<PostgresDatabase> OpenAsync(string address, TimeProvider time, Random random, IReadOnlyList<long>? migrations = null)
    {
        var database = new PostgresDatabase(PostgresAddress.Parse(address), time, random);
        try
        {
            await database.RunAsync(IsolationLevel.ReadCommitted, readOnly: false, async session =>
            {
                await session.ExecuteAsync($"SELECT pg_advisory_xact_lock({MigrationLock})").ConfigureAwait(false);
                var scripts = (PostgresSession)session;
                await Migrator.RunAsync(session, sql => scripts.RunScriptAsync(ByBytes(sql)), database._where, migrations).ConfigureAwait(false);
                return 0;
            }).ConfigureAwait(false);
        }
        catch
        {
            await database.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return database;
    }

    /// <summary>Whether the database has no tables; with <paramref name="clear"/>, drops those it has.</summary>
    public static async Task<bool> IsEmptyAsync(string address, bool clear, TimeProvider time, Random random)
    {
        await using var database = new PostgresDatabase(PostgresAddress.Parse(address), time, random);
        return await database.RunAsync(IsolationLevel.ReadCommitted, readOnly: false, async session =>
        {
            var tables = await session.QueryAsync(
                "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
                row => row.Text(0)).ConfigureAwait(false);
            if (clear && tables.Count > 0)
                await session.ExecuteAsync($"DROP TABLE {string.Join(", ", tables)} CASCADE").ConfigureAwait(false);
            return clear || tables.Count == 0;
        }).ConfigureAwait(false);
    }

    public Task<T> WriteAsync<T>(WriteUrgency urgency, Func<SqlSession, ValueTask<T>> work) => RunAsync(
        urgency == WriteUrgency.Acceptance ? IsolationLevel.ReadCommitted : IsolationLevel.Serializable, readOnly: false, work);

    public ValueTask<T> ReadAsync<T>(Func<SqlSession, ValueTask<T>> work) => new(RunAsync(IsolationLevel.RepeatableRead, readOnly: true, work));

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>
    /// What failed before its commit was asked for has changed nothing, and may run again. After that nobody knows, and the
    /// caller is told so.
    /// </summary>
    private async Task<T> RunAsync<T>(IsolationLevel isolation, bool readOnly, Func<SqlSession, ValueTask<T>> work)
    {
        var since = _time.GetTimestamp();
        for (var conflicts = 0; ;)
        {
            var committing = false;
            Exception failure;
            try
            {
                await using var connection = await _source.OpenConnectionAsync().ConfigureAwait(false);
                await using var transaction = await connection.BeginTransactionAsync(isolation).ConfigureAwait(false);
                var result = await work(new PostgresSession(connection, transaction)).ConfigureAwait(false);
                committing = !readOnly;
                await transaction.CommitAsync().ConfigureAwait(false);
                return result;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
                && conflicts < MostConflicts)
            {
                conflicts++;
                await Task.Delay(Jitter(Math.Min(conflicts, 6)), _time).ConfigureAwait(false);
                continue;
            }
            catch (PostgresException exception) when (!IsAway(exception))
            {
                throw new StorageException($"{_where}: {exception.MessageText} ({exception.SqlState})", exception);
            }
            catch (Exception exception) when (exception is NpgsqlException or SocketException or TimeoutException or IOException)
            {
                failure = exception;
            }

            if (committing)
                throw new StoreUnavailableException($"{_where} broke off while it was committing; whether it did is not known", failure);
            if (_time.GetElapsedTime(since) > Patience)
            {
                throw new StoreUnavailableException(
                    $"{_where} gives no connection ({failure.GetBaseException().Message}); check that it runs and that DATABASE_URL is right", failure);
            }

            await Task.Delay(Jitter(6), _time).ConfigureAwait(false);
        }
    }

    /// <summary>It is stopping, starting, or has no connection left: none of it is about the statement.</summary>
    private static bool IsAway(PostgresException exception) => exception.SqlState[..2] is "57" or "08" or "53" && exception.SqlState != "57014";

    private TimeSpan Jitter(int doublings)
    {
        lock (_random)
            return TimeSpan.FromMilliseconds(_random.NextDouble() * (1 << doublings));
    }

    /// <summary>Texts are compared byte by byte, as on SQLite, whatever language the database was made for.</summary>
    private static string ByBytes(string sql) => TextColumn().Replace(sql, "text COLLATE \"C\"");

    [GeneratedRegex(@"(?<=\w\s+)text(?=\s*(,|\)|;|NOT\b|NULL\b|PRIMARY\b|UNIQUE\b|DEFAULT\b|REFERENCES\b|CHECK\b|$))")]
    private static partial Regex TextColumn();
}
