using Slipway.Platform.Analytics;
using Slipway.Platform.Analytics.Costs;
using Slipway.Platform.Analytics.Pricing;
using Slipway.Platform.Metering;
using Slipway.Platform.Metering.Resources;
using Slipway.Testing;

namespace Slipway.Platform.Tests.Analytics.Costs;

public sealed class CostAnalysisTests
{
    private const double Gib = 1024.0 * 1024 * 1024;
    private static readonly PriceBook Prices = new()
    {
        Own = new OwnRates { CpuHour = 0.02, MemoryGibHour = 0.005, StorageGibMonth = 0.73, NetworkGib = 0.1 },
        Clouds = new Dictionary<string, CloudPrices>
        {
            ["aws"] = new()
            {
                Instances =
                [
                    new() { Name = "small", Cpus = 1, MemoryGib = 2, Hour = 0.05, Source = "page", Date = "2026-01-01" },
                    new() { Name = "large", Cpus = 4, MemoryGib = 16, Hour = 0.20, SpotHour = 0.08, Source = "page", Date = "2026-01-01" },
                    new() { Name = "unknown", Cpus = 2, MemoryGib = 8 },
                ],
            },
            ["azure"] = new(),
        },
    };

    [Fact]
    public async Task The_parts_add_up_to_the_machine()
    {
        var report = await ReportAsync();

        // Ten hours of a machine of 8 cores and 32 GiB.
        Assert.Equal(10 * ((8 * 0.02) + (32 * 0.005)), report.Compute + report.Idle, 9);
        Assert.Equal(report.Total, report.Compute + report.Storage + report.Network, 9);
        Assert.Equal((10 * 2 * 0.02) + (10 * 4 * 0.005), report.Deployments.Single(cost => cost.Deployment.Id == "a").Compute, 9);
    }

    [Fact]
    public async Task A_cloud_is_priced_in_whole_instances_of_the_cheapest_type_that_fits_and_spot_where_the_policy_says_so()
    {
        var aws = (await ReportAsync()).Clouds.Single(cloud => cloud.Cloud == "aws");

        Assert.Equal(["large", "large"], aws.Lines.Select(line => line.Instance!.Name));
        Assert.Equal((10 * 0.20) + (5 * 0.08), aws.Total!.Value, 9);
    }

    [Fact]
    public async Task A_cloud_without_prices_is_not_compared()
    {
        Assert.Null((await ReportAsync()).Clouds.Single(cloud => cloud.Cloud == "azure").Total);
    }

    [Fact]
    public async Task Tokens_carry_the_cost_to_keys()
    {
        var report = await ReportAsync();

        var cost = report.Deployments.Single(cost => cost.Deployment.Id == "a");
        Assert.Equal(cost.Total / 4, report.Keys.Single(key => key.Subject == "k").Cost, 9);
    }

    private static async Task<CostReport> ReportAsync() =>
        await new CostAnalysis(new Usage(), new Resources(), new Deployments(), Prices, new FakeTimeProvider()).ReportAsync(new AnalyticsWindow(0, 36_000_000_000));

    private sealed class Usage : IUsageHistory
    {
        public ValueTask<IReadOnlyList<UsageBucket>> TotalsAsync(IReadOnlyList<UsageSpan> spans) =>
            new([new UsageBucket(0, "a", "1", new UsageTotals { Requests = 10, PromptTokens = 600, CompletionTokens = 400, BytesOut = (long)Gib })]);

        public ValueTask<IReadOnlyList<UsageBucket>> SeriesAsync(UsageSpan span, string? deploymentId = null) => new([]);

        public ValueTask<IReadOnlyList<UsageShare>> SharesAsync(UsageSubject subject, long from, long to) =>
            new(subject == UsageSubject.Key ? [new UsageShare("k", "a", 3, 0, 150, 0, 100)] : []);

        public IAsyncEnumerable<IReadOnlyList<UsageRecord>> RecordsAsync(long from, long to, CancellationToken cancellation) =>
            AsyncEnumerable.Empty<IReadOnlyList<UsageRecord>>();
    }

    private sealed class Resources : IResourceStore
    {
        public Task AddAsync(long at, IReadOnlyList<ResourceBucket> parts) => Task.CompletedTask;

        public ValueTask<IReadOnlyList<ResourceBucket>> TotalsAsync(IReadOnlyList<UsageSpan> spans) => new(
        [
            new ResourceBucket(0, "", "", Held(10, 8, 32)),
            new ResourceBucket(0, "a", "1", Held(10, 2, 4)),
            new ResourceBucket(0, "b", "1", Held(5, 1, 4)),
        ]);

        public ValueTask<IReadOnlyList<ResourceBucket>> SeriesAsync(UsageSpan span) => new([]);

        public Task<bool> TidyAsync(long now) => Task.FromResult(false);
    }

    private sealed class Deployments : IDeploymentFacts
    {
        public ValueTask<IReadOnlyList<DeploymentFacts>> AllAsync() => new(
        [
            new DeploymentFacts { Id = "a", Name = "a", Type = "kubernetes" },
            new DeploymentFacts { Id = "b", Name = "b", Type = "serverless", UsesSpotInstances = true },
        ]);
    }

    private static ResourceTotals Held(double hours, double cpus, double gib) => new()
    {
        ReplicaSeconds = hours * 3600,
        CpuReserved = hours * 3600 * cpus,
        MemoryReserved = hours * 3600 * gib * Gib,
    };
}
