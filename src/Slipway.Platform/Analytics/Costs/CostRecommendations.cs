namespace Slipway.Platform.Analytics.Costs;

/// <summary>What a cost report suggests by itself; every line follows from figures of the window.</summary>
internal static class CostRecommendations
{
    private const double LargePart = 0.25;
    private const double FewRequestsAnHour = 10;

    public static List<Recommendation> For(IReadOnlyList<DeploymentCost> costs, AnalyticsWindow window)
    {
        var found = new List<Recommendation>();
        var managed = costs.Where(cost => cost.Deployment is { IsManaged: true, Exists: true } && cost.Total > 0).ToList();
        var total = costs.Sum(cost => cost.Total);
        if (managed.Count > 1 && managed.Where(cost => cost.Total > LargePart * total).Select(cost => cost.Deployment.Id).ToList() is { Count: > 0 } high)
            found.Add(new("high_cost_deployments", $"Consider optimizing high-cost deployments: {string.Join(", ", high)}", "high"));
        var quiet = managed.Where(cost => cost.Deployment.Type == "kubernetes" && cost.ReplicaHours >= 1
            && cost.Requests / cost.ReplicaHours < FewRequestsAnHour).Select(cost => cost.Deployment.Id).ToList();
        if (quiet.Count > 0)
            found.Add(new("serverless_migration", $"Consider migrating low-traffic deployments to serverless for cost savings: {string.Join(", ", quiet)}", "medium"));
        var firm = managed.Where(cost => !cost.Deployment.UsesSpotInstances).Select(cost => cost.Deployment.Id).ToList();
        if (firm.Count > 0 && window.Seconds >= 3600)
            found.Add(new("spot_instances", $"Use spot/preemptible instances for non-critical workloads to reduce costs: {string.Join(", ", firm)}", "high"));
        return found;
    }
}
