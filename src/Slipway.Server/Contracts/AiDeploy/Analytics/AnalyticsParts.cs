using Slipway.Platform.Analytics.Costs;
using Slipway.Platform.Analytics.Forecasting;
using Slipway.Platform.Analytics.Performance;
using Slipway.Platform.Analytics.Suggestions;
using Slipway.Platform.Metering;

namespace Slipway.Server.Contracts.AiDeploy.Analytics;

/// <summary>What the analytics endpoints are a skin over.</summary>
public sealed record AnalyticsParts(
    IUsageHistory Usage, CostAnalysis Costs, PerformanceAnalysis Performance, UsageForecaster Forecaster, SuggestionFinder Suggestions);
