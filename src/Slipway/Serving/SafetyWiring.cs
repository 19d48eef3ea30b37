using Slipway.Platform.Common;
using Slipway.Platform.Common.Secrets;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Outbound;
using Slipway.Storage.Secrets;
using Slipway.Storage.Sql;

namespace Slipway.Serving;

/// <summary>What keeps secrets sealed, and callers from leading the server where it should not go.</summary>
internal static class SafetyWiring
{
    /// <exception cref="StartException">The key is not the one that the database's secrets were sealed with.</exception>
    public static ISealer OpenSealer(SettingValues settings, DataFolder folder, IDatabase database)
    {
        var opened = SecretKey.OpenAsync(settings.Get(LlmSettings.SecretKeyText), folder.File("secret.key"), new SealCheckStore(database))
            .GetAwaiter().GetResult();
        return opened.Value ?? throw new StartException(opened.Failure!.Message);
    }

    public static OutboundHttp Outbound(SettingValues settings, Func<IReadOnlyList<string>> addresses) =>
        new(new OutboundPolicy(settings.Get(LlmSettings.Hosts), () => [.. addresses().Select(address => new Uri(address.Replace("*", "any").Replace("+", "any")).Port)]));

    public static ModelRoots Roots(SettingValues settings, DataFolder folder) =>
        new([folder.Models, .. settings.Get(LlmSettings.ModelRoots).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
}
