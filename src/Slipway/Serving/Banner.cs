using Slipway.Platform.Access;
using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>What a newcomer needs after the start. It names only what exists.</summary>
internal static class Banner
{
    public static void Show(IReadOnlyList<string> addresses, SettingValues settings, bool samples, (string Name, string Password)? admin)
    {
        var output = Console.Out;
        output.WriteLine($"Slipway {SlipwayVersion.Text}");
        foreach (var address in addresses)
            output.WriteLine($"  listening on  {address}");
        output.WriteLine($"  documents     {addresses[0]}/docs and {addresses[0]}/redoc");
        output.WriteLine(settings.Get(LlmSettings.Backend) != LlmSettings.Embedded || settings.IsSet(ServeSettings.ModelName)
            ? $"  model         {DefaultModel.NameOf(settings)} ({settings.Get(LlmSettings.Backend)})"
            : "  model         slipway-demo, a small demonstration that knows only a little. Set MODEL_NAME for another.");
        output.WriteLine(samples
            ? $"  keys          WARNING: API_KEYS is not set, so the sample keys {string.Join(" and ", ConfiguredKey.Samples.Select(key => key.Key))} work"
            : $"  keys          {settings.Get(AccessSettings.ApiKeys).Count} from API_KEYS, and those of 'slipway keys'");
        if (admin is { } made)
            output.WriteLine($"  admin         {made.Name}, password {made.Password} (for /auth/token; shown this once, changed by 'slipway users password {made.Name}')");
        var key = samples ? ConfiguredKey.Samples[0].Key : "YOUR-KEY";
        output.WriteLine($"  try           curl -X POST {addresses[0]}/generate -H 'X-API-Key: {key}' -H 'Content-Type: application/json' -d '{{\"prompt\": \"Hello\"}}'");
        output.WriteLine($"  logs          {LogSettings.FolderOf(settings)}");
        output.WriteLine("Ctrl+C stops it.");
        output.Flush();
    }
}
