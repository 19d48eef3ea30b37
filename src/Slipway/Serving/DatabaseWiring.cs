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
    public static Task<IDatabase> OpenAsync(string folder) => OpenAsync(Settings(), folder, TimeProvider.System);

    /// <summary>The address of the PostgreSQL that commands beside a server use; null for SQLite.</summary>
    public static string? Address() => Settings().Get(StorageSettings.DatabaseUrl) is { Length: > 0 } address ? address : null;

    internal static Random Chance() => new(BitConverter.ToInt32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4)));

    private static SettingValues Settings() => SettingsReader.Read(
        StorageSettings.All, Directory.GetCurrentDirectory(), Environment.GetEnvironmentVariable, new Dictionary<string, string>(), out var problems)
        ?? throw new StorageException(string.Join("; ", problems));
}
