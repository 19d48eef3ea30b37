using System.CommandLine;
using Slipway.Platform.Common;
using Slipway.Serving;
using Slipway.Storage.Backups;
using Slipway.Storage.Sql;

namespace Slipway;

/// <summary><c>slipway backup FILE [--data DIR]</c></summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The archive to make; it must not be there yet." };
        var data = new Option<string>("--data")
        {
            Description = "The server's data folder.",
            DefaultValueFactory = _ => ServeSettings.DataFolder.DefaultText,
        };
        var command = new Command("backup", "Copy the database and all artifacts into one file, as they are at one moment, while the server runs.\n\n"
            + "The key that secrets are sealed with (SLIPWAY_SECRET_KEY, or secret.key in the data folder) isn't in it: keep that elsewhere.")
        {
            file, data,
        };
        command.SetAction(async (parsed, _) =>
        {
            try
            {
                return await RunAsync(Path.GetFullPath(parsed.GetValue(file)!), Path.GetFullPath(parsed.GetValue(data)!));
            }
            catch (Exception problem) when (problem is StorageException or StoreUnavailableException or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"slipway backup: {problem.Message}");
                return 1;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(string path, string folder)
    {
        if (File.Exists(path))
            throw new StorageException($"{path} is there already");
        if (DatabaseWiring.Address() is null && !File.Exists(Path.Combine(folder, DataFolder.DatabaseName)))
            throw new StorageException($"there is no database in {folder}");
        await using var database = await DatabaseWiring.OpenAsync(folder);
        var manifest = await BackupArchive.WriteAsync(database, Path.Combine(folder, DataFolder.ArtifactsName), path, TimeProvider.System.GetUtcNow());
        Console.WriteLine($"{path}: {manifest.Tables.Sum(table => table.Rows)} rows of {manifest.Tables.Count} tables, {new FileInfo(path).Length} bytes with the artifacts");
        return 0;
    }
}
