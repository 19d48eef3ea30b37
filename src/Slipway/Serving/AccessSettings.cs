using System.Net;
using Slipway.Platform.Access;
using Slipway.Platform.Access.Users;
using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>Who may call, and how.</summary>
internal static class AccessSettings
{
    public static readonly Setting<IReadOnlyList<ConfiguredKey>> ApiKeys = Setting.Parsed<IReadOnlyList<ConfiguredKey>>(
        "API_KEYS", [], "", $"KEY or KEY:role, separated by commas; a role is {Roles.Allowed}",
        "Keys that callers may use; operator where no role is given.", ParseKeys, isSecret: true);

    public static readonly Setting<string> AdminUsername = Setting.Parsed("ADMIN_USERNAME", "admin", "admin",
        $"a name of at most {User.LongestName} characters without white space",
        "The first admin, made at the start where there is no user of this name.", ParseName);

    public static readonly Setting<string> AdminPassword = Setting.Text("ADMIN_PASSWORD", "",
        "The first admin's password. Without it the first start makes one and shows it, once.", isSecret: true);

    public static readonly Setting<TimeSpan> TokenLifetime = Setting.Seconds("TOKEN_LIFETIME", 86400, 1, 31_536_000,
        "How long a token from /auth/token works.");

    public static readonly Setting<bool> LlmRequireKey = Setting.Flagged("LLM_REQUIRE_KEY", false,
        "Whether /llm needs a key even from callers on this machine.");

    public static readonly Setting<IReadOnlyList<string>> CorsOrigins = Setting.Parsed<IReadOnlyList<string>>(
        "CORS_ORIGINS", [], "", "origins such as https://app.example.com, separated by commas, or *",
        "Other sites whose pages may call. '*' lets any read answers, but counts no page as a local caller.", ParseOrigins);

    public static readonly Setting<IReadOnlyList<IPNetwork>> TrustedProxies = Setting.Parsed<IReadOnlyList<IPNetwork>>(
        "TRUSTED_PROXIES", [], "", "addresses or networks such as 10.0.0.0/8, separated by commas",
        "Proxies whose X-Forwarded-For is believed.", ParseNetworks);

    public static readonly IReadOnlyList<Setting> All = [ApiKeys, AdminUsername, AdminPassword, TokenLifetime, LlmRequireKey, CorsOrigins, TrustedProxies];

    private static string ParseName(string text, out string? problem)
    {
        problem = text.Length <= User.LongestName && !text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)) ? null : "is not";
        return text;
    }

    private static IReadOnlyList<ConfiguredKey> ParseKeys(string text, out string? problem)
    {
        var keys = ConfiguredKey.ParseList(text, out var wrong);
        problem = keys is null ? wrong : null;
        return keys ?? [];
    }

    private static IReadOnlyList<string> ParseOrigins(string text, out string? problem)
    {
        var origins = Parts(text);
        var wrong = origins.FirstOrDefault(origin => origin != "*" && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase)));
        problem = wrong is null ? null : $"has '{wrong}', which is no origin (scheme, host and port, nothing after)";
        return origins;
    }

    private static IReadOnlyList<IPNetwork> ParseNetworks(string text, out string? problem)
    {
        problem = null;
        var networks = new List<IPNetwork>();
        foreach (var part in Parts(text))
        {
            if (IPAddress.TryParse(part, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else if (IPNetwork.TryParse(part, out var network))
                networks.Add(network);
            else
                problem ??= $"has '{part}', which is neither";
        }

        return networks;
    }

    private static string[] Parts(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
