using Slipway.Platform.Analytics.Pricing;
using Slipway.Platform.Common;
using Slipway.Platform.Metering;
using Slipway.Platform.Metering.Resources;

namespace Slipway.Platform.Analytics.Costs;

/// <summary>
/// Prices what was reserved: a replica costs its share of the machine for as long as it ran, used or not; what nobody reserved is idle,
/// and the parts add up to the machine.
/// </summary>
public sealed class CostAnalysis(IUsageHistory usage, IResourceStore resources, IDeploymentFacts deployments, PriceBook prices, TimeProvider time)
{
    private const double Gib = 1024.0 * 1024 * 1024;
    private const double MonthHours = 730;

    public async ValueTask<CostReport> ReportAsync(AnalyticsWindow window)
    {
        var spans = UsageSpan.Cover(window.From, window.To, time.Now());
        var held = await resources.TotalsAsync(spans).ConfigureAwait(false);
        var done = await usage.TotalsAsync(spans).ConfigureAwait(false);
        var facts = (await deployments.AllAsync().ConfigureAwait(false)).ToDictionary(deployment => deployment.Id);
        var machine = held.Where(part => part.DeploymentId.Length == 0).Aggregate(new ResourceTotals(), (sum, part) => sum + part.Totals);
        var used = held.Where(part => part.DeploymentId.Length > 0)
            .GroupBy(part => part.DeploymentId)
            .Select(group => (Deployment: FactsOf(group.Key), Totals: group.Aggregate(new ResourceTotals(), (sum, part) => sum + part.Totals)))
            .ToList();
        var requests = done.GroupBy(part => part.DeploymentId).ToDictionary(group => group.Key, group => group.Select(part => part.Totals).ToList());

        var costs = used.Select(part => part.Deployment.Id).Union(requests.Keys.Where(id => id.Length > 0)).Select(id =>
        {
            var totals = used.FirstOrDefault(part => part.Deployment.Id == id).Totals ?? new ResourceTotals();
            var calls = requests.GetValueOrDefault(id, []);
            return new DeploymentCost(
                FactsOf(id), Compute(totals), calls.Sum(call => call.BytesOut) / Gib * prices.Own.NetworkGib, totals.ReplicaSeconds / 3600,
                calls.Sum(call => call.Requests), calls.Sum(call => call.PromptTokens + call.CompletionTokens));
        }).OrderByDescending(cost => cost.Total).ThenBy(cost => cost.Deployment.Id, StringComparer.Ordinal).ToList();

        var storedMonths = machine.Stored / Gib / 3600 / MonthHours;
        var sent = done.Sum(part => part.Totals.BytesOut) / Gib;
        return new CostReport
        {
            Deployments = costs,
            Storage = storedMonths * prices.Own.StorageGibMonth,
            Idle = Math.Max(0, Compute(machine) - used.Sum(part => Compute(part.Totals))),
            Clouds = [.. prices.Clouds.Select(cloud => CloudPricing.Compare(cloud.Key, cloud.Value, used, storedMonths, sent))],
            Keys = await SharesAsync(UsageSubject.Key).ConfigureAwait(false),
            Users = await SharesAsync(UsageSubject.User).ConfigureAwait(false),
            Recommendations = CostRecommendations.For(costs, window),
        };

        DeploymentFacts FactsOf(string id) => facts.TryGetValue(id, out var known) ? known
            : new DeploymentFacts { Id = id, Name = id, Type = "unknown", Exists = false };

        async ValueTask<IReadOnlyList<SubjectCost>> SharesAsync(UsageSubject subject)
        {
            var each = costs.ToDictionary(cost => cost.Deployment.Id, cost => cost.PerMillionTokens / 1e6 ?? 0);
            return [.. (await usage.SharesAsync(subject, window.From, window.To).ConfigureAwait(false))
                .GroupBy(share => share.Subject)
                .Select(group => new SubjectCost(
                    group.Key, group.Sum(share => share.Requests), group.Sum(TokensOf),
                    group.Sum(share => TokensOf(share) * each.GetValueOrDefault(share.DeploymentId))))
                .OrderByDescending(cost => cost.Cost)];
        }
    }

    /// <summary>Dollars of compute by UTC day, over all deployments and for each.</summary>
    public async ValueTask<IReadOnlyList<(long Day, string DeploymentId, double Cost)>> DailyAsync(long fromDay, long toDay)
    {
        var series = await resources.SeriesAsync(new UsageSpan(UsageLevel.Days, fromDay, toDay)).ConfigureAwait(false);
        return [.. series.Where(part => part.DeploymentId.Length > 0)
            .GroupBy(part => (part.Start, part.DeploymentId))
            .Select(group => (group.Key.Start, group.Key.DeploymentId, group.Sum(part => Compute(part.Totals))))];
    }

    private double Compute(ResourceTotals totals) =>
        (totals.CpuReserved / 3600 * prices.Own.CpuHour) + (totals.MemoryReserved / Gib / 3600 * prices.Own.MemoryGibHour);

    private static long TokensOf(UsageShare share) => share.PromptTokens + share.CompletionTokens;
}
