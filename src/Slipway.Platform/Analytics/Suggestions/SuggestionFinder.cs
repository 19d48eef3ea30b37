using System.Globalization;
using Slipway.Platform.Analytics.Costs;
using Slipway.Platform.Common;
using Slipway.Platform.Metering;
using Slipway.Platform.Metering.Resources;

namespace Slipway.Platform.Analytics.Suggestions;

/// <summary>Looks for settings that the window's measurements speak against. Without an hour of measurements it says nothing.</summary>
public sealed class SuggestionFinder(IUsageHistory usage, IResourceStore resources, CostAnalysis costs, IDeploymentFacts deployments, TimeProvider time)
{
    private const double Gib = 1024.0 * 1024 * 1024;
    private const double LeastHours = 1;
    private const double Low = 0.3;
    private const double High = 0.9;
    private const double SlowMilliseconds = 1000;
    private const double MonthHours = 730;

    public async ValueTask<IReadOnlyList<Suggestion>> FindAsync(AnalyticsWindow window)
    {
        var spans = UsageSpan.Cover(window.From, window.To, time.Now());
        var held = (await resources.TotalsAsync(spans).ConfigureAwait(false)).ToLookup(part => part.DeploymentId, part => part.Totals);
        var done = (await usage.TotalsAsync(spans).ConfigureAwait(false)).ToLookup(part => part.DeploymentId, part => part.Totals);
        var priced = (await costs.ReportAsync(window).ConfigureAwait(false)).Deployments.ToDictionary(cost => cost.Deployment.Id);
        var found = new List<Suggestion>();
        foreach (var deployment in await deployments.AllAsync().ConfigureAwait(false))
        {
            if (!deployment.Exists || !deployment.IsManaged)
                continue;
            var totals = held[deployment.Id].Aggregate(new ResourceTotals(), (sum, part) => sum + part);
            var calls = new UsageTotals();
            foreach (var part in done[deployment.Id])
                calls.Add(part);
            var cost = priced.GetValueOrDefault(deployment.Id);
            found.AddRange(For(deployment, totals, calls, cost));
        }

        return found;
    }

    private static IEnumerable<Suggestion> For(DeploymentFacts deployment, ResourceTotals held, UsageTotals calls, DeploymentCost? cost)
    {
        var hours = held.ReplicaSeconds / 3600;
        var monthly = cost is { ReplicaHours: > 0 } ? cost.Compute / cost.ReplicaHours * MonthHours : (double?)null;
        if (hours >= LeastHours)
        {
            var cpu = held.CpuReserved > 0 ? held.CpuUsed / held.CpuReserved : 1;
            var cores = held.CpuReserved / held.ReplicaSeconds;
            if (cpu < Low && cores >= 1 && deployment.Cpu is { } was && Half(cores, 0.25) is var fewer)
            {
                yield return New("cpu_over_provisioned", Text($"CPU is over-provisioned. Average utilization: {100 * cpu:0.00}%"), "medium") with
                {
                    CurrentValue = was,
                    RecommendedValue = Text($"{fewer:0.##}"),
                    Change = new DeploymentChange { Cpu = Text($"{fewer:0.##}") },
                };
            }
            else if (cpu > High && calls.Requests > 0)
            {
                yield return New("raise_replicas", Text($"CPU is at its limit. Average utilization: {100 * cpu:0.00}%"), "high") with
                {
                    CurrentValue = Text($"{deployment.MaxReplicas}"),
                    RecommendedValue = Text($"{deployment.MaxReplicas + 1}"),
                    Change = new DeploymentChange { MaxInstances = deployment.MaxReplicas + 1 },
                };
            }

            var memory = held.MemoryReserved > 0 ? held.MemoryUsed / held.MemoryReserved : 1;
            var gib = held.MemoryReserved / held.ReplicaSeconds / Gib;
            if (memory < Low && deployment.Memory is { } had && Half(gib, 0.25) is var less && less > 1.2 * memory * gib)
            {
                yield return New("memory_over_provisioned", Text($"Memory is over-provisioned. Average utilization: {100 * memory:0.00}%"), "medium") with
                {
                    CurrentValue = had,
                    RecommendedValue = Text($"{less:0.##}Gi"),
                    Change = new DeploymentChange { Memory = Text($"{less:0.##}Gi") },
                };
            }

            if (!deployment.UsesSpotInstances)
            {
                yield return New("enable_spot_instances", "Enable spot/preemptible instances to reduce costs", "high") with
                {
                    Change = new DeploymentChange { UseSpotInstances = true },
                };
            }

            if (!deployment.HibernationEnabled && calls.Requests / hours < 1)
            {
                yield return New("enable_hibernation", "Enable hibernation for inactive deployments to reduce costs", "high") with
                {
                    CurrentValue = Text($"{calls.Requests} requests in {hours:0.#} replica hours"),
                    MonthlySaving = monthly,
                    Change = new DeploymentChange { HibernationEnabled = true },
                };
            }

            if (deployment.Type == "kubernetes" && calls.Requests > 0 && calls.Requests / hours < 10)
                yield return New("migrate_to_serverless", "Consider migrating to serverless deployment for low-traffic workload", "high");
            if (deployment.MinReplicas > 1 && cpu < Low / 2)
            {
                yield return New("lower_replicas", Text($"{deployment.MinReplicas} replicas share little work. Average utilization: {100 * cpu:0.00}%"), "medium") with
                {
                    CurrentValue = Text($"{deployment.MinReplicas}"),
                    RecommendedValue = Text($"{deployment.MinReplicas - 1}"),
                    MonthlySaving = monthly,
                    Change = new DeploymentChange { MinInstances = deployment.MinReplicas - 1 },
                };
            }
        }

        if (calls.Requests >= 20 && calls.AverageLatency / 1000 > SlowMilliseconds)
        {
            yield return New("high_latency", "High latency detected. Consider optimizing the model or increasing resources", "high") with
            {
                CurrentValue = Text($"{calls.AverageLatency / 1000:0.#}ms"),
                RecommendedValue = Text($"{SlowMilliseconds:0}ms"),
            };
        }

        if (calls.PromptTokens > 0 && calls.CachedTokens > calls.PromptTokens / 2 && calls.Requests >= 100)
            yield return New("enable_response_cache", "More than half of all prompt tokens are repeated: identical requests could be answered from a cache", "medium");

        Suggestion New(string type, string message, string impact) => new()
        {
            Id = $"{deployment.Id}.{type}",
            Deployment = deployment,
            Type = type,
            Message = message,
            Impact = impact,
        };
    }

    private static double Half(double amount, double step) => Math.Max(step, Math.Ceiling(amount / 2 / step) * step);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
