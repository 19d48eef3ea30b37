using Slipway.Platform.Analytics.Costs;
using Slipway.Platform.Analytics.Forecasting;
using Slipway.Platform.Analytics.Performance;
using Slipway.Platform.Analytics.Suggestions;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Deployments;
using Slipway.Platform.Metering.Resources;
using Slipway.Runtimes.Processes;
using Slipway.Server.Contracts.AiDeploy.Analytics;
using Slipway.Storage.Deployments;
using Slipway.Storage.Metering;
using Slipway.Storage.Sql;

namespace Slipway.Serving;

/// <summary>Meters resources and answers what was used and what it cost.</summary>
internal sealed class AnalyticsWiring : IAsyncDisposable
{
    private readonly ResourceMeter _meter;

    public AnalyticsWiring(
        SettingValues settings, string nodeId, IDatabase database, DeploymentController controller, IBlobStore blobs, Action<Exception> broken, TimeProvider time)
    {
        var (usage, resources, facts) = (new UsageHistory(database), new ResourceStore(database, nodeId), new ControllerFacts(controller));
        var census = new ProcessCensus(new ReplicaProcessStore(database), nodeId, facts.Reserved, () => blobs.UsedBytes);
        _meter = new ResourceMeter(census, resources, broken, time);
        var costs = new CostAnalysis(usage, resources, facts, settings.Get(AnalyticsSettings.Prices), time);
        Parts = new AnalyticsParts(
            usage, costs, new PerformanceAnalysis(usage, facts, time), new UsageForecaster(usage, costs, facts, time),
            new SuggestionFinder(usage, resources, costs, facts, time));
    }

    public AnalyticsParts Parts { get; }

    public ValueTask DisposeAsync() => _meter.DisposeAsync();
}
