using System.Text;
using System.Text.Json;
using Slipway.Storage.Sql;
using Slipway.Storage.Sqlite;

namespace Slipway.Storage.Backups;

/// <summary>
/// All rows of a database as lines of JSON, read in one transaction, so that they belong together whatever is written meanwhile.
/// Both kinds of database give and take the same.
/// </summary>
public static class DatabaseCopy
{
    private const string Integer = "bigint";
    private const string Real = "double precision";
    private const string Text = "text";

    /// <summary>What is true of the running servers only.</summary>
    private static readonly string[] NotCopied = ["nodes", "replica_processes", "schema_versions"];

    /// <summary>Writes each table into a file of the folder that is named after it.</summary>
    public static async Task<(IReadOnlyList<long> Migrations, IReadOnlyList<BackupTable> Tables)> ExportAsync(IDatabase database, string folder) =>
        await database.ReadAsync(async session =>
        {
            var migrations = await session.QueryAsync("SELECT version FROM schema_versions ORDER BY version", row => row.Integer(0)).ConfigureAwait(false);
            var columns = await session.QueryAsync(
                database is SqliteDatabase ? OfSqlite : OfPostgres,
                row => (Table: row.Text(0), Column: new BackupColumn(row.Text(1), row.Text(2)))).ConfigureAwait(false);
            var tables = new List<BackupTable>();
            foreach (var table in columns.Where(pair => !NotCopied.Contains(pair.Table)).GroupBy(pair => pair.Table, pair => pair.Column))
            {
                if (table.FirstOrDefault(column => column.Type is not (Integer or Real or Text)) is { } odd)
                    throw new StorageException($"{table.Key}.{odd.Name} has the type {odd.Type}, which no schema here has");
                tables.Add(await ExportAsync(session, table.Key, [.. table], Path.Combine(folder, table.Key)).ConfigureAwait(false));
            }

            return ((IReadOnlyList<long>)migrations, (IReadOnlyList<BackupTable>)tables);
        }).ConfigureAwait(false);

    /// <summary>Replaces what the table holds.</summary>
    public static Task<int> ImportAsync(IDatabase database, BackupTable table, Stream lines) => database.WriteAsync(WriteUrgency.Normal, async session =>
    {
        // The work may run again.
        lines.Position = 0;
        await session.ExecuteAsync($"DELETE FROM {Quoted(table.Name)}").ConfigureAwait(false);
        var sql = $"INSERT INTO {Quoted(table.Name)} ({string.Join(", ", table.Columns.Select(column => Quoted(column.Name)))}) "
            + $"VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"${i + 1}"))})";
        using var reader = new StreamReader(lines, Encoding.UTF8, leaveOpen: true);
        var values = new SqlValue[table.Columns.Count];
        var rows = 0;
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            for (var i = 0; i < values.Length; i++)
                values[i] = Value(row.RootElement[i], table.Columns[i].Type);
            await session.ExecuteAsync(sql, values).ConfigureAwait(false);
            rows++;
        }

        return rows == table.Rows ? rows
            : throw new StorageException($"the backup has {rows} rows of {table.Name} and says that there are {table.Rows}");
    });

    private const string OfSqlite = "SELECT tables.name, columns.name, lower(columns.type) FROM sqlite_master AS tables "
        + "JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        + "ORDER BY tables.name, columns.cid";

    private const string OfPostgres = "SELECT table_name, column_name, data_type FROM information_schema.columns "
        + "WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position";

    private static async ValueTask<BackupTable> ExportAsync(SqlSession session, string name, IReadOnlyList<BackupColumn> columns, string path)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { SkipValidation = true });
        // Written as they are read: a table need not fit into memory.
        var rows = await session.QueryAsync($"SELECT {string.Join(", ", columns.Select(column => Quoted(column.Name)))} FROM {Quoted(name)}", row =>
        {
            json.WriteStartArray();
            for (var i = 0; i < columns.Count; i++)
            {
                if (row.IsNull(i))
                    json.WriteNullValue();
                else if (columns[i].Type == Integer)
                    json.WriteNumberValue(row.Integer(i));
                else if (columns[i].Type == Real)
                    json.WriteNumberValue(row.Real(i));
                else
                    json.WriteStringValue(row.Text(i));
            }

            json.WriteEndArray();
            json.Flush();
            json.Reset();
            file.Write("\n"u8);
            return true;
        }).ConfigureAwait(false);
        return new BackupTable(name, columns, rows.Count);
    }

    private static SqlValue Value(JsonElement value, string type) => value.ValueKind == JsonValueKind.Null ? default(SqlValue) : type switch
    {
        Integer => value.GetInt64(),
        Real => value.GetDouble(),
        _ => value.GetString(),
    };

    private static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
