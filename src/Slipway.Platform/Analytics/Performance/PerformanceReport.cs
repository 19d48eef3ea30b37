using Slipway.Platform.Metering;

namespace Slipway.Platform.Analytics.Performance;

/// <summary>How deployments did in a window.</summary>
public sealed record PerformanceReport
{
    public required UsageTotals Overall { get; init; }
    public required IReadOnlyDictionary<string, UsageTotals> ByType { get; init; }
    public required IReadOnlyDictionary<string, UsageTotals> ByDeployment { get; init; }

    /// <summary>By deployment; those without any are missing.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Anomaly>> Anomalies { get; init; }

    public required IReadOnlyList<Recommendation> Recommendations { get; init; }
}
