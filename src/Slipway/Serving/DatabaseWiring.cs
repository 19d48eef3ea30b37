using Slipway.Platform.Common.Settings;
using Slipway.Storage.Postgres;
using Slipway.Storage.Sql;
using Slipway.Storage.Sqlite;

namespace Slipway.Serving;

/// <summary>Which database: the one that <c>DATABASE_URL</c> names, else SQLite in the data folder.</summary>
internal static class DatabaseWiring
{
    public static async Task<IDatabase> OpenAsync(SettingValues settings, string folder, TimeProvider time)
    {
        if (settings.Get(StorageSettings.DatabaseUrl) is { Length: > 0 } address)
            return await PostgresDatabase.OpenAsync(address, time, Chance()).ConfigureAwait(false);
        Directory.CreateDirectory(folder);
        return SqliteDatabase.Open(Path.Combine(folder, DataFolder.DatabaseName));
    }

    /// <summary>For commands beside a running server: the same settings, read where the command runs.</summary>
    public static Task<IDatabase> OpenAsync(string folder)
    {
        var settings = SettingsReader.Read(
            StorageSettings.All, Directory.GetCurrentDirectory(), Environment.GetEnvironmentVariable, new Dictionary<string, string>(), out var problems);
        return settings is null
            ? throw new StorageException(string.Join("; ", problems))
            : OpenAsync(settings, folder, TimeProvider.System);
    }

    private static Random Chance() => new(BitConverter.ToInt32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4)));
}
