using System.Globalization;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Migrations;

/// <summary>Runs the numbered SQL files that a database has not seen, in order, inside the caller's transaction.</summary>
internal static class Migrator
{
    /// <param name="session">The transaction.</param>
    /// <param name="run">Runs a script of several statements.</param>
    /// <param name="database">What to call the database.</param>
    /// <param name="only">Makes an earlier schema, which a backup had; null for the newest.</param>
    public static async ValueTask RunAsync(SqlSession session, Func<string, ValueTask> run, string database, IReadOnlyList<long>? only)
    {
        if (only?.Except(All().Select(migration => migration.Version)).Any() == true)
            throw new StorageException($"the backup's schema is version {only.Max()}, made by a newer Slipway");
        await run("CREATE TABLE IF NOT EXISTS schema_versions (version bigint PRIMARY KEY)").ConfigureAwait(false);
        var present = await session.QueryAsync("SELECT version FROM schema_versions ORDER BY version", row => row.Integer(0)).ConfigureAwait(false);
        var known = All();
        if (present.Count > 0 && known.Count > 0 && present[^1] > known[^1].Version)
        {
            throw new StorageException($"{database}: its schema is version {present[^1]}, made by a newer Slipway; this one knows "
                + $"version {known[^1].Version}");
        }

        foreach (var (version, name) in known.Where(migration => !present.Contains(migration.Version) && only?.Contains(migration.Version) != false))
        {
            using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(name)!);
            await run(await reader.ReadToEndAsync().ConfigureAwait(false)).ConfigureAwait(false);
            await session.ExecuteAsync("INSERT INTO schema_versions (version) VALUES ($1)", version).ConfigureAwait(false);
        }
    }

    private static List<(long Version, string Name)> All() =>
        [.. typeof(Migrator).Assembly.GetManifestResourceNames()
            .Where(name => name.Length > 4 && char.IsAsciiDigit(name[0]))
            .Select(name => (long.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name))
            .Order()];
}
