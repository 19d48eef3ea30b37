using System.Globalization;
using StackExchange.Redis;

namespace Slipway.Storage.Redis;

/// <summary>Reads <c>redis://user:password@host:port/number</c>, or <c>rediss://</c> for TLS.</summary>
public static class RedisAddress
{
    private const int DefaultPort = 6379;

    /// <summary>What is wrong with it, or null. The password is never repeated.</summary>
    public static string? Problem(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("redis" or "rediss") || url.Host.Length == 0)
            return "is no address such as redis://host:6379";
        return url.AbsolutePath.Trim('/') is { Length: > 0 } number && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? "names a database that is no number"
            : null;
    }

    internal static ConfigurationOptions Parse(string text)
    {
        var url = new Uri(text);
        var options = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ConnectTimeout = 2000,
            SyncTimeout = 1000,
            ConnectRetry = 1,
            ClientName = "slipway",
            Ssl = url.Scheme == "rediss",
        };
        options.EndPoints.Add(url.Host, url.Port > 0 ? url.Port : DefaultPort);
        // Redis takes "user password" where users have names; this client knows the password alone.
        if (url.UserInfo.Length > 0)
            options.Password = Uri.UnescapeDataString(url.UserInfo.Split(':', 2) is [_, var password] ? password : url.UserInfo);
        if (url.AbsolutePath.Trim('/') is { Length: > 0 } number)
            options.DefaultDatabase = int.Parse(number, CultureInfo.InvariantCulture);
        return options;
    }
}
