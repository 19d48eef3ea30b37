using System.Text.Json;
using Slipway.Platform.Analytics.Suggestions;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy.Analytics;

/// <summary><c>GET /analytics/suggestions</c></summary>
internal sealed class SuggestionEndpoint(SuggestionFinder suggestions, TimeProvider time)
{
    public async Task<Failure?> AnswerAsync(Call call)
    {
        var query = new AnalyticsQuery(call, time);
        if (query.Failure is { } failure)
            return failure;
        var found = await suggestions.FindAsync(query.Window).ConfigureAwait(false);
        return await call.AnswerAsync(json => Write(json, found, time.Now())).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Suggestion> found, long now)
    {
        json.WriteStartObject();
        AnalyticsQuery.WriteTime(json, "timestamp", now);
        json.WriteStartObject("suggestions_by_deployment");
        foreach (var deployment in found.GroupBy(suggestion => suggestion.Deployment.Id))
        {
            json.WriteStartObject(deployment.Key);
            json.WriteString("deployment_name", deployment.First().Deployment.Name);
            json.WriteStartArray("suggestions");
            foreach (var suggestion in deployment)
                Write(json, suggestion);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Suggestion suggestion)
    {
        json.WriteStartObject();
        json.WriteString("id", suggestion.Id);
        json.WriteString("type", suggestion.Type);
        json.WriteString("message", suggestion.Message);
        if (suggestion.CurrentValue is { } current)
            json.WriteString("current_value", current);
        if (suggestion.RecommendedValue is { } recommended)
            json.WriteString("recommended_value", recommended);
        json.WriteString("impact", suggestion.Impact);
        AnalyticsQuery.Write(json, "monthly_saving", suggestion.MonthlySaving);
        json.WriteEndObject();
    }
}
