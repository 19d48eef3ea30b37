using System.Globalization;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Migrations;

/// <summary>Runs the numbered SQL files that a database has not seen, in order, inside the caller's transaction.</summary>
internal static class Migrator
{
    /// <param name="run">Runs a script of several statements.</param>
    public static async ValueTask RunAsync(SqlSession session, Func<string, ValueTask> run, string database)
    {
        await run("CREATE TABLE IF NOT EXISTS schema_versions (version bigint PRIMARY KEY)").ConfigureAwait(false);
        var present = await session.NumberAsync("SELECT COALESCE(MAX(version), 0) FROM schema_versions").ConfigureAwait(false);
        var known = All();
        if (known.Count > 0 && present > known[^1].Version)
        {
            throw new StorageException($"{database}: its schema is version {present}, made by a newer Slipway; this one knows "
                + $"version {known[^1].Version}");
        }

        foreach (var (version, name) in known.Where(migration => migration.Version > present))
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
