using Npgsql;
using NpgsqlTypes;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Postgres;

/// <summary>Statements on one connection, inside its transaction. Repeated ones are prepared by the driver.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction) : SqlSession
{
    public override ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values) => RunAsync(Command(sql, values));

    public override ValueTask<List<T>> QueryAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values) =>
        ReadAllAsync(Command(sql, values), map);

    public override ValueTask<T?> FirstAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<SqlValue> values)
        where T : default => ReadFirstAsync(Command(sql, values), map);

    /// <summary>Runs a script of several statements.</summary>
    public async ValueTask RunScriptAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private static async ValueTask<int> RunAsync(NpgsqlCommand command)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            var rows = 0;
            // What a statement returns is counted where it changes nothing, as SQLite does for RETURNING.
            while (await reader.ReadAsync().ConfigureAwait(false))
                rows++;
            return reader.RecordsAffected >= 0 ? reader.RecordsAffected : rows;
        }
    }

    private static async ValueTask<List<T>> ReadAllAsync<T>(NpgsqlCommand command, Func<SqlRow, T> map)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            var row = new PostgresRow(reader);
            var rows = new List<T>();
            while (await reader.ReadAsync().ConfigureAwait(false))
                rows.Add(map(row));
            return rows;
        }
    }

    private static async ValueTask<T?> ReadFirstAsync<T>(NpgsqlCommand command, Func<SqlRow, T> map)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            return await reader.ReadAsync().ConfigureAwait(false) ? map(new PostgresRow(reader)) : default;
        }
    }

    private NpgsqlCommand Command(string sql, ReadOnlySpan<SqlValue> values)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (ref readonly var value in values)
        {
            command.Parameters.Add(value.Kind switch
            {
                SqlValueKind.Integer => new NpgsqlParameter<long> { TypedValue = value.Integer, NpgsqlDbType = NpgsqlDbType.Bigint },
                SqlValueKind.Real => new NpgsqlParameter<double> { TypedValue = value.Real, NpgsqlDbType = NpgsqlDbType.Double },
                SqlValueKind.Text => new NpgsqlParameter<string> { TypedValue = value.Text!, NpgsqlDbType = NpgsqlDbType.Text },
                // Its type follows from where it stands.
                _ => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Unknown },
            });
        }

        return command;
    }

    /// <summary>Reads as leniently as SQLite does: a sum is a number of any kind, a comparison a flag.</summary>
    private sealed class PostgresRow(NpgsqlDataReader reader) : SqlRow
    {
        private const uint Boolean = 16;
        private const uint BigInteger = 20;
        private const uint Integer4 = 23;

        public override bool IsNull(int column) => reader.IsDBNull(column);

        public override long Integer(int column) => reader.IsDBNull(column) ? 0 : reader.GetDataTypeOID(column) switch
        {
            Boolean => reader.GetBoolean(column) ? 1 : 0,
            BigInteger or Integer4 => reader.GetInt64(column),
            _ => Convert.ToInt64(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture),
        };

        public override double Real(int column) => reader.IsDBNull(column) ? 0 : reader.GetDataTypeOID(column) is BigInteger or Integer4
            ? reader.GetInt64(column)
            : Convert.ToDouble(reader.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);

        public override string Text(int column) => reader.GetString(column);
    }
}
