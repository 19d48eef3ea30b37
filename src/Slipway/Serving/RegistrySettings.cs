using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>Settings of the registry and its artifacts.</summary>
internal static class RegistrySettings
{
    public static readonly Setting<double> ArtifactQuota = Setting.Number("ARTIFACT_QUOTA", 0, 0, 1e18,
        "Bytes that uploaded and fetched models and datasets may take together; 0 for as much as the disk has.");

    public static readonly IReadOnlyList<Setting> All = [ArtifactQuota];
}
