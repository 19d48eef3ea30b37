using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Outbound;

namespace Slipway.Serving;

/// <summary>Settings of models and back ends, and of what callers may lead the server to.</summary>
internal static class LlmSettings
{
    public static readonly Setting<string> SecretKeyText = Setting.Parsed(SecretKey.Setting, "", "",
        $"at least {SecretKey.ShortestConfigured} characters", "What secrets in the database are sealed with; nodes share it. "
        + "By default a key in DIR/secret.key, made at the first start.", ParseKey, isSecret: true);

    public static readonly Setting<AllowedHosts> Hosts = Setting.Parsed("ALLOWED_HOSTS", AllowedHosts.None, "",
        "names, *.suffixes, addresses or networks such as 10.0.0.0/8, separated by commas",
        "Hosts that downloads, imports and webhooks may reach although they are not public.", AllowedHosts.Parse);

    public static readonly Setting<string> ModelRoots = Setting.Text("MODEL_ROOTS", "",
        "Folders beside DIR/models that models named by callers may lie in, separated by ':'.", "folders");

    public static readonly IReadOnlyList<Setting> All = [SecretKeyText, Hosts, ModelRoots];

    private static string ParseKey(string text, out string? problem)
    {
        problem = text.Length is 0 or >= SecretKey.ShortestConfigured ? null : "has fewer";
        return text;
    }
}
