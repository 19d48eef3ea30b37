using System.Text.Json;
using Slipway.Platform.Analytics.Costs;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy.Analytics;

/// <summary><c>GET /analytics/cost</c></summary>
internal sealed class CostEndpoint(CostAnalysis costs, TimeProvider time)
{
    public async Task<Failure?> AnswerAsync(Call call)
    {
        var query = new AnalyticsQuery(call, time);
        var explain = query.Word("explain", "false", "true", "false") == "true";
        if (query.Failure is { } failure)
            return failure;
        var report = await costs.ReportAsync(query.Window).ConfigureAwait(false);
        return await call.AnswerAsync(json => Write(json, report, time.Now(), explain)).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, CostReport report, long now, bool explain)
    {
        json.WriteStartObject();
        AnalyticsQuery.WriteTime(json, "timestamp", now);
        AnalyticsQuery.Write(json, "total_cost", report.Total);
        json.WriteStartObject("cost_breakdown");
        AnalyticsQuery.Write(json, "compute", report.Compute);
        AnalyticsQuery.Write(json, "storage", report.Storage);
        AnalyticsQuery.Write(json, "network", report.Network);
        json.WriteEndObject();
        AnalyticsQuery.Write(json, "idle_cost", report.Idle);
        WriteSums(json, "cost_by_type", report.Deployments.GroupBy(cost => cost.Deployment.Type).Select(group => (group.Key, (double?)group.Sum(cost => cost.Total))));
        WriteSums(json, "cost_by_deployment", report.Deployments.Select(cost => (cost.Deployment.Id, (double?)cost.Total)));
        json.WriteStartObject("cost_per_million_tokens");
        AnalyticsQuery.Write(json, "overall", report.PerMillionTokens);
        WriteSums(json, "by_deployment", report.Deployments.Select(cost => (cost.Deployment.Id, cost.PerMillionTokens)));
        WriteSums(json, "by_key", report.Keys.Select(cost => (cost.Subject, cost.PerMillionTokens)));
        WriteSums(json, "by_user", report.Users.Select(cost => (cost.Subject, cost.PerMillionTokens)));
        json.WriteEndObject();
        WriteSums(json, "cost_by_key", report.Keys.Select(cost => (cost.Subject, (double?)cost.Cost)));
        WriteSums(json, "cost_by_user", report.Users.Select(cost => (cost.Subject, (double?)cost.Cost)));
        WriteComparison(json, report, explain);
        AnalyticsQuery.Write(json, report.Recommendations);
        json.WriteEndObject();
    }

    private static void WriteComparison(Utf8JsonWriter json, CostReport report, bool explain)
    {
        json.WriteStartObject("comparison");
        AnalyticsQuery.Write(json, "our_platform", report.Total);
        foreach (var cloud in report.Clouds)
            AnalyticsQuery.Write(json, cloud.Cloud, cloud.Total);
        WriteSums(json, "savings_percentage", report.Clouds.Select(cloud => (cloud.Cloud, cloud.Total is > 0 and var total ? (double?)((total - report.Total) / total * 100) : null)));
        if (explain)
        {
            json.WriteStartObject("explanation");
            foreach (var cloud in report.Clouds)
            {
                json.WriteStartArray(cloud.Cloud);
                foreach (var line in cloud.Lines)
                    WriteLine(json, line);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteLine(Utf8JsonWriter json, CloudLine line)
    {
        json.WriteStartObject();
        json.WriteString("deployment_id", line.DeploymentId);
        AnalyticsQuery.Write(json, "replica_hours", line.ReplicaHours);
        AnalyticsQuery.Write(json, "cpus", line.Cpus);
        AnalyticsQuery.Write(json, "memory_gib", line.MemoryGib);
        json.WriteString("instance_type", line.Instance?.Name);
        json.WriteBoolean("spot", line.Spot);
        AnalyticsQuery.Write(json, "price_per_hour", line.Spot ? line.Instance?.SpotHour : line.Instance?.Hour);
        AnalyticsQuery.Write(json, "cost", line.Cost);
        json.WriteString("source", line.Instance?.Source);
        json.WriteString("date", line.Instance?.Date);
        json.WriteEndObject();
    }

    private static void WriteSums(Utf8JsonWriter json, string name, IEnumerable<(string Name, double? Value)> sums)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in sums)
            AnalyticsQuery.Write(json, key, value);
        json.WriteEndObject();
    }
}
