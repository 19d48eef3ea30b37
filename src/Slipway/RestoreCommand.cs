using System.CommandLine;
using Slipway.Platform.Common;
using Slipway.Serving;
using Slipway.Storage.Backups;
using Slipway.Storage.Postgres;
using Slipway.Storage.Sql;
using Slipway.Storage.Sqlite;

namespace Slipway;

/// <summary><c>slipway restore FILE [--data DIR] [--force]</c></summary>
internal static class RestoreCommand
{
    private const string Restoring = ".restoring";

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "An archive that 'slipway backup' has made, from SQLite or from PostgreSQL." };
        var data = new Option<string>("--data")
        {
            Description = "The data folder to fill.",
            DefaultValueFactory = _ => ServeSettings.DataFolder.DefaultText,
        };
        var force = new Option<bool>("--force") { Description = "Replace what is there. Stop every server of it first." };
        var command = new Command("restore", "Fill a data folder (and the database that DATABASE_URL names) from a backup.\n\n"
            + "The server needs the key that the backup's secrets were sealed with.")
        {
            file, data, force,
        };
        command.SetAction(async (parsed, _) =>
        {
            try
            {
                return await RunAsync(Path.GetFullPath(parsed.GetValue(file)!), parsed.GetValue(data)!, parsed.GetValue(force));
            }
            catch (Exception problem) when (problem is StorageException or StoreUnavailableException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"slipway restore: {problem.Message}");
                return 1;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, string data, bool force)
    {
        var manifest = BackupArchive.Inspect(path);
        using var folder = DataFolder.Open(data, out var problem) ?? throw new StorageException(problem);
        var address = DatabaseWiring.Address();
        var artifacts = folder.File(DataFolder.ArtifactsName);
        if (!force && (File.Exists(folder.Database) || Directory.Exists(Path.Combine(artifacts, "sha256"))))
            throw new StorageException($"{folder.Path} isn't empty; --force replaces what is there");
        if (address is not null && !await PostgresDatabase.IsEmptyAsync(address, force, TimeProvider.System, DatabaseWiring.Chance()))
            throw new StorageException("the database that DATABASE_URL names isn't empty; --force replaces what is there");

        // Beside what is there, which is replaced when all of it has worked.
        Clear(folder.Database + Restoring, artifacts + Restoring);
        await using (IDatabase database = address is null
            ? SqliteDatabase.Open(folder.Database + Restoring, manifest.Migrations)
            : await PostgresDatabase.OpenAsync(address, TimeProvider.System, DatabaseWiring.Chance(), manifest.Migrations))
        {
            await BackupArchive.ReadAsync(path, manifest, database, artifacts + Restoring);
        }

        Clear(folder.Database, artifacts);
        if (address is null)
            File.Move(folder.Database + Restoring, folder.Database);
        if (Directory.Exists(artifacts + Restoring))
            Directory.Move(artifacts + Restoring, artifacts);
        // Brings an older backup's schema up to date.
        await using (await DatabaseWiring.OpenAsync(folder.Path))
            Console.WriteLine($"{folder.Path} is as it was at {manifest.CreatedAt}");
        return 0;
    }

    private static void Clear(string database, string artifacts)
    {
        foreach (var file in new[] { database, database + "-wal", database + "-shm" })
            File.Delete(file);
        if (Directory.Exists(artifacts))
            Directory.Delete(artifacts, recursive: true);
    }
}
