using Slipway.Platform.Common.Settings;
using Slipway.Storage.Postgres;
using Slipway.Storage.Redis;

namespace Slipway.Serving;

/// <summary>Settings of what the server keeps, and of what nodes share.</summary>
internal static class StorageSettings
{
    public static readonly Setting<string> DatabaseUrl = Setting.Parsed<string>(
        "DATABASE_URL", "", "", "postgres://user:password@host:port/database, or Host=…;Username=…;Password=…;Database=…",
        "A PostgreSQL that several servers may share. SQLite in the data folder where none is given.", ParseDatabase, isSecret: true);

    public static readonly Setting<string> RedisUrl = Setting.Parsed<string>(
        "REDIS_URL", "", "", "redis://host:6379, redis://:password@host:6379/0 or rediss://…",
        "A Redis over which servers wake each other, pass on text and count limits together. None by default; it keeps nothing that matters.",
        ParseRedis, isSecret: true);

    public static readonly Setting<TimeSpan> NodeLease = Setting.Seconds("NODE_LEASE", 10, 1, 300,
        "With a shared database: how long a server that does not report is believed to live; a little later others take up its work.");

    public static readonly Setting<TimeSpan> ResultsKept = Setting.Seconds("RESULT_TTL", 604800, 0, 315360000,
        "How long a task and its result are kept after it has ended; 0 for ever.");

    public static readonly IReadOnlyList<Setting> All = [DatabaseUrl, RedisUrl, NodeLease, ResultsKept];

    private static string ParseRedis(string text, out string? problem)
    {
        problem = text.Length > 0 ? RedisAddress.Problem(text) : null;
        return text;
    }

    private static string ParseDatabase(string text, out string? problem)
    {
        problem = null;
        if (text.Length > 0)
            PostgresAddress.TryParse(text, out problem);
        return text;
    }
}
