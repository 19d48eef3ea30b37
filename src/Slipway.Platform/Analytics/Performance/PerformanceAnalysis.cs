using Slipway.Platform.Common;
using Slipway.Platform.Metering;

namespace Slipway.Platform.Analytics.Performance;

/// <summary>Reads how deployments did out of the roll-ups, and what was out of the ordinary.</summary>
public sealed class PerformanceAnalysis(IUsageHistory usage, IDeploymentFacts deployments, TimeProvider time)
{
    private const int MostBuckets = 100;
    private const double SlowLatency = 1000;

    public async ValueTask<PerformanceReport> ReportAsync(AnalyticsWindow window)
    {
        var now = time.Now();
        var facts = (await deployments.AllAsync().ConfigureAwait(false)).ToDictionary(deployment => deployment.Id);
        var overall = new UsageTotals();
        Dictionary<string, UsageTotals> byType = [], byDeployment = [];
        foreach (var part in await usage.TotalsAsync(UsageSpan.Cover(window.From, window.To, now)).ConfigureAwait(false))
        {
            overall.Add(part.Totals);
            if (part.DeploymentId.Length == 0)
                continue;
            Of(byType, facts.TryGetValue(part.DeploymentId, out var known) ? known.Type : "unknown").Add(part.Totals);
            Of(byDeployment, part.DeploymentId).Add(part.Totals);
        }

        return new PerformanceReport
        {
            Overall = overall,
            ByType = byType,
            ByDeployment = byDeployment,
            Anomalies = await AnomaliesAsync(window, now).ConfigureAwait(false),
            Recommendations = Recommend(byDeployment),
        };
    }

    private async ValueTask<Dictionary<string, IReadOnlyList<Anomaly>>> AnomaliesAsync(AnalyticsWindow window, long now)
    {
        var to = Math.Min(window.To, now + 1);
        var level = UsageLevel.All.First(level => (to - window.From) / level.Width <= MostBuckets && level.Keeps(window.From, now) || level.Kept is null);
        var series = await usage.SeriesAsync(new UsageSpan(level, level.Floor(window.From), to)).ConfigureAwait(false);
        var found = new Dictionary<string, IReadOnlyList<Anomaly>>();
        foreach (var deployment in series.Where(part => part.DeploymentId.Length > 0).GroupBy(part => part.DeploymentId))
        {
            var points = deployment.GroupBy(part => part.Start).Select(bucket =>
            {
                var totals = new UsageTotals();
                foreach (var part in bucket)
                    totals.Add(part.Totals);
                return new PerformancePoint(bucket.Key, totals.Requests, totals.ErrorPercentage, totals.AverageLatency / 1000);
            }).ToList();
            if (AnomalyDetector.Find(points) is { Count: > 0 } anomalies)
                found[deployment.Key] = anomalies;
        }

        return found;
    }

    private static List<Recommendation> Recommend(Dictionary<string, UsageTotals> byDeployment)
    {
        var found = new List<Recommendation>();
        var slow = byDeployment.Where(part => part.Value.AverageLatency / 1000 > SlowLatency).Select(part => part.Key).Order(StringComparer.Ordinal).ToList();
        if (slow.Count > 0)
        {
            found.Add(new("high_latency_deployments", $"Consider optimizing high-latency deployments: {string.Join(", ", slow)}", "high"));
            found.Add(new("model_optimization", "Consider optimizing models using quantization, pruning, or distillation to improve performance", "medium"));
        }

        var repeated = byDeployment.Where(part => part.Value.PromptTokens > 0 && part.Value.CachedTokens > part.Value.PromptTokens / 2)
            .Select(part => part.Key).Order(StringComparer.Ordinal).ToList();
        if (repeated.Count > 0)
            found.Add(new("caching", $"Implement caching for frequent requests to reduce latency and costs: {string.Join(", ", repeated)}", "medium"));
        return found;
    }

    private static UsageTotals Of(Dictionary<string, UsageTotals> sums, string key)
    {
        if (!sums.TryGetValue(key, out var totals))
            sums[key] = totals = new UsageTotals();
        return totals;
    }
}
