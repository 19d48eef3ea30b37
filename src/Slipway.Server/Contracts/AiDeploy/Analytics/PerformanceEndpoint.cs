using System.Text.Json;
using Slipway.Platform.Analytics.Performance;
using Slipway.Platform.Common;
using Slipway.Platform.Metering;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy.Analytics;

/// <summary><c>GET /analytics/performance</c></summary>
internal sealed class PerformanceEndpoint(PerformanceAnalysis performance, TimeProvider time)
{
    private const double Milli = 1000;

    public async Task<Failure?> AnswerAsync(Call call)
    {
        var query = new AnalyticsQuery(call, time);
        if (query.Failure is { } failure)
            return failure;
        var report = await performance.ReportAsync(query.Window).ConfigureAwait(false);
        return await call.AnswerAsync(json => Write(json, report, time.Now())).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, PerformanceReport report, long now)
    {
        json.WriteStartObject();
        AnalyticsQuery.WriteTime(json, "timestamp", now);
        json.WriteNumber("total_requests", report.Overall.Requests);
        WriteFigures(json, report.Overall);
        WriteAll(json, "performance_by_type", report.ByType);
        WriteAll(json, "performance_by_deployment", report.ByDeployment);
        AnalyticsQuery.Write(json, report.Recommendations);
        json.WriteStartObject("anomalies");
        foreach (var (deployment, anomalies) in report.Anomalies)
        {
            json.WriteStartArray(deployment);
            foreach (var anomaly in anomalies)
                Write(json, anomaly);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, UsageTotals> parts)
    {
        json.WriteStartObject(name);
        foreach (var (key, totals) in parts.OrderByDescending(part => part.Value.Requests).ThenBy(part => part.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(key);
            json.WriteNumber("requests", totals.Requests);
            WriteFigures(json, totals);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Latencies are milliseconds, the error rate is percent.</summary>
    private static void WriteFigures(Utf8JsonWriter json, UsageTotals totals)
    {
        AnalyticsQuery.Write(json, "avg_latency", totals.AverageLatency / Milli);
        AnalyticsQuery.Write(json, "p50_latency", totals.Latency.Percentile(0.50) / Milli);
        AnalyticsQuery.Write(json, "p95_latency", totals.Latency.Percentile(0.95) / Milli);
        AnalyticsQuery.Write(json, "p99_latency", totals.Latency.Percentile(0.99) / Milli);
        AnalyticsQuery.Write(json, "p50_time_to_first_token", totals.FirstToken.Percentile(0.50) / Milli);
        AnalyticsQuery.Write(json, "error_rate", totals.ErrorPercentage);
        json.WriteNumber("prompt_tokens", totals.PromptTokens);
        json.WriteNumber("cached_tokens", totals.CachedTokens);
        json.WriteNumber("completion_tokens", totals.CompletionTokens);
    }

    private static void Write(Utf8JsonWriter json, Anomaly anomaly)
    {
        json.WriteStartObject();
        json.WriteString("type", anomaly.Type);
        json.WriteString("message", anomaly.Message);
        AnalyticsQuery.WriteTime(json, "timestamp", anomaly.At);
        AnalyticsQuery.Write(json, "value", anomaly.Value);
        AnalyticsQuery.Write(json, "normal", anomaly.Normal);
        json.WriteEndObject();
    }
}
