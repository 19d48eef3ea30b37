using Slipway.Platform.Common.Settings;

namespace Slipway.Serving;

/// <summary>Settings of the registry and its artifacts.</summary>
internal static class RegistrySettings
{
    public static readonly Setting<double> ArtifactQuota = Setting.Number("ARTIFACT_QUOTA", 0, 0, 1e18,
        "Bytes that uploaded and fetched models and datasets may take together; 0 for as much as the disk has.");

    public static readonly Setting<bool> ProductionNeedsEvaluation = Setting.Flagged("PRODUCTION_REQUIRES_EVALUATION", false,
        "Whether only models that were evaluated here may go into production.");

    public static readonly Setting<TimeSpan> IdleModels = Setting.Seconds("ON_DEMAND_IDLE_TIMEOUT", 600, 1, 604800,
        "After how long without a request a registered model that nobody deployed is unloaded again.");

    public static readonly IReadOnlyList<Setting> All = [ArtifactQuota, ProductionNeedsEvaluation, IdleModels];
}
