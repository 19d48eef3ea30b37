using Npgsql;
using Slipway.Storage.Sql;

namespace Slipway.Storage.Postgres;

/// <summary>
/// Reads where a PostgreSQL is: <c>postgres://user:password@host:port/database?sslmode=require</c>, or Npgsql's own
/// <c>Host=…;Username=…</c>. What is said of a wrong one never repeats its password.
/// </summary>
public static class PostgresAddress
{
    private const int DefaultPoolSize = 24;
    private const string NoHost = "no-host.invalid";

    /// <summary>libpq's names for what Npgsql calls otherwise.</summary>
    private static readonly Dictionary<string, string> Names = new()
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["options"] = "Options",
        ["host"] = "Host",
        ["port"] = "Port",
        ["user"] = "Username",
        ["password"] = "Password",
        ["dbname"] = "Database",
    };

    public static bool IsUrl(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null and what is wrong with it.</summary>
    public static NpgsqlConnectionStringBuilder? TryParse(string text, out string? problem)
    {
        problem = null;
        var builder = new NpgsqlConnectionStringBuilder();
        try
        {
            if (IsUrl(text))
                problem = ReadUrl(text, builder);
            else
                builder.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            // The message may quote the text, and that holds a password.
            problem = "is neither postgres://user:password@host:port/database nor Host=…;Username=…;Database=…";
        }

        if (problem is null && string.IsNullOrEmpty(builder.Host))
            problem = "names no host";
        if (problem is not null)
            return null;
        if (!builder.ContainsKey("Maximum Pool Size"))
            builder.MaxPoolSize = DefaultPoolSize;
        if (!builder.ContainsKey("Max Auto Prepare"))
            builder.MaxAutoPrepare = 200;
        builder.AutoPrepareMinUsages = 2;
        builder.ApplicationName ??= "slipway";
        builder.IncludeErrorDetail = false;
        return builder;
    }

    internal static NpgsqlConnectionStringBuilder Parse(string text) =>
        TryParse(text, out var problem) ?? throw new StorageException($"DATABASE_URL {problem}");

    private static string? ReadUrl(string text, NpgsqlConnectionStringBuilder builder)
    {
        // A URL without a host names a Unix socket's folder in its query; .NET's reader wants one all the same.
        var whole = text.Replace(":///", $"://{NoHost}/", StringComparison.Ordinal).Replace("@/", $"@{NoHost}/", StringComparison.Ordinal);
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var url))
            return "is no address such as postgres://user:password@host:port/database";
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        if (url.Host is { Length: > 0 } host and not NoHost)
            builder.Host = Uri.UnescapeDataString(host);
        if (url.Port > 0)
            builder.Port = url.Port;
        if (url.AbsolutePath.TrimStart('/') is { Length: > 0 } database)
            builder.Database = Uri.UnescapeDataString(database);
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, Uri.UnescapeDataString(right)) : (pair, "");
            if (name == "sslmode")
                value = value.Replace("-", "", StringComparison.Ordinal);
            try
            {
                builder[Names.GetValueOrDefault(name, name)] = value;
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException)
            {
                return $"has '{name}', which PostgreSQL's driver doesn't take with this value";
            }
        }

        return null;
    }
}
