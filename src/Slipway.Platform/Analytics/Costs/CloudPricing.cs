using Slipway.Platform.Analytics.Pricing;
using Slipway.Platform.Metering.Resources;

namespace Slipway.Platform.Analytics.Costs;

/// <summary>Prices replica-hours in a cloud's whole instances.</summary>
internal static class CloudPricing
{
    private const double Gib = 1024.0 * 1024 * 1024;

    public static CloudComparison Compare(
        string cloud, CloudPrices prices, IReadOnlyList<(DeploymentFacts Deployment, ResourceTotals Totals)> used, double storage, double network)
    {
        var lines = used.Where(part => part.Totals.ReplicaSeconds > 0).Select(part => Line(part.Deployment, part.Totals, prices)).ToList();
        var priced = prices.Instances.Any(instance => instance.Hour is not null) && lines.All(line => line.Cost is not null);
        var rest = (storage * (prices.StorageGibMonth ?? 0)) + (network * (prices.NetworkGib ?? 0));
        return new CloudComparison(cloud, priced ? lines.Sum(line => line.Cost!.Value) + rest : null, lines);
    }

    private static CloudLine Line(DeploymentFacts deployment, ResourceTotals totals, CloudPrices prices)
    {
        var hours = totals.ReplicaSeconds / 3600;
        // What one replica held on average.
        var cpus = totals.CpuReserved / totals.ReplicaSeconds;
        var memory = totals.MemoryReserved / totals.ReplicaSeconds / Gib;
        var spot = deployment.UsesSpotInstances;
        var cheapest = prices.Instances
            .Where(instance => Hour(instance, spot) is not null && instance.Cpus >= cpus - 1e-6 && instance.MemoryGib >= memory - 1e-6)
            .MinBy(instance => Hour(instance, spot));
        return new CloudLine(deployment.Id, hours, cpus, memory, cheapest, spot && cheapest?.SpotHour is not null, hours * (cheapest is null ? null : Hour(cheapest, spot)));
    }

    private static double? Hour(InstanceType instance, bool spot) => spot ? instance.SpotHour ?? instance.Hour : instance.Hour;
}
