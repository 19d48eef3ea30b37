using Slipway.Platform.Access;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy.Analytics;

/// <summary>AI Deploy Platform's analytics, and the export of what they are made from.</summary>
internal static class AnalyticsRoutes
{
    public static IEnumerable<ContractRoute> Of(AnalyticsParts parts, TimeProvider time)
    {
        var contract = Http.Contracts.AiDeploy;
        yield return new ContractRoute("GET", "/analytics/cost", contract, Role.Viewer, new CostEndpoint(parts.Costs, time).AnswerAsync);
        yield return new ContractRoute("GET", "/analytics/performance", contract, Role.Viewer, new PerformanceEndpoint(parts.Performance, time).AnswerAsync);
        yield return new ContractRoute("GET", "/analytics/forecast", contract, Role.Viewer, new ForecastEndpoint(parts.Forecaster, time).AnswerAsync);
        yield return new ContractRoute("GET", "/analytics/suggestions", contract, Role.Viewer, new SuggestionEndpoint(parts.Suggestions, time).AnswerAsync);
        yield return new ContractRoute("GET", "/analytics/usage", contract, Role.Admin, new UsageExport(parts.Usage, time).AnswerAsync);
    }
}
