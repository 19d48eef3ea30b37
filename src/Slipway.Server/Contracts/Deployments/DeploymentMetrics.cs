using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Deployments;

/// <summary><c>GET /deployments/{id}/metrics</c>: series of what was measured. Where nothing was, a series is empty.</summary>
internal sealed class DeploymentMetrics(DeploymentParts parts)
{
    private static readonly Dictionary<string, Func<RequestSpan, double, double?>> Requests = new()
    {
        ["latency"] = (span, _) => span.Requests > 0 ? span.Latency : null,
        ["throughput"] = (span, seconds) => span.Requests / seconds,
        ["error_rate"] = (span, _) => span.Requests > 0 ? 100.0 * span.Errors / span.Requests : null,
        ["time_to_first_token"] = (span, _) => span.FirstToken,
        ["tokens_per_second"] = (span, _) => span.TokensPerSecond,
    };

    private static readonly Dictionary<string, Func<DeploymentSample, double?>> Samples = new()
    {
        ["queue_length"] = sample => sample.QueueLength,
        ["replicas"] = sample => sample.Replicas,
        ["cpu_utilization"] = sample => sample.CpuUtilization,
        ["memory_bytes"] = sample => sample.MemoryBytes,
        ["gpu_utilization"] = sample => sample.GpuUtilization,
    };

    private static readonly IReadOnlyList<string> Known = [.. Requests.Keys, .. Samples.Keys];

    public async Task<Failure?> AnswerAsync(Call call)
    {
        var found = parts.Service.Find(call.Caller, call.RouteValue("deployment_id"));
        if (!found.Succeeded)
            return found.Failure;
        var fields = Fields.Parse("{}"u8.ToArray());
        var names = call.Query("metric_names")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [.. Known];
        if (names.Where(name => !Known.Contains(name)).ToList() is { Count: > 0 } unknown)
            fields.Wrong("metric_names", $"has unknown names ({string.Join(", ", unknown)}); known are {string.Join(", ", Known)}");
        var now = parts.Time.Now();
        var until = Time(call, fields, "end_time") ?? now;
        var from = Time(call, fields, "start_time") ?? until - 3600 * Micros.PerSecond;
        if (from >= until)
            fields.Wrong("start_time", "must be before end_time");
        if (fields.Failure is { } invalid)
            return invalid;
        var series = await ReadAsync(found.Value, names, from, until, now).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            foreach (var (name, points) in series)
            {
                json.WriteStartArray(name);
                foreach (var point in points)
                {
                    json.WriteStartObject();
                    json.WriteString("timestamp"u8, DeploymentTimes.Text(point.At));
                    json.WriteNumber("value"u8, Math.Round(point.Value, 3));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task<Dictionary<string, List<MetricPoint>>> ReadAsync(Deployment deployment, IReadOnlyList<string> names, long from, long until, long now)
    {
        var series = names.Distinct().ToDictionary(name => name, _ => new List<MetricPoint>());
        var interval = parts.Metrics.IntervalOf(from, until, now);
        if (names.Any(Requests.ContainsKey))
        {
            foreach (var span in await parts.Metrics.RequestsAsync(deployment.Id, from, until, interval).ConfigureAwait(false))
            {
                // Of the interval that still runs, only what has passed counts.
                var seconds = (double)Math.Clamp(now - span.At, Micros.PerSecond, interval) / Micros.PerSecond;
                foreach (var (name, read) in Requests.Where(each => series.ContainsKey(each.Key)))
                    Add(series[name], span.At, read(span, seconds));
            }
        }

        if (names.Any(Samples.ContainsKey))
        {
            foreach (var sample in await parts.Metrics.SamplesAsync(deployment.Id, from - from % interval, until, interval).ConfigureAwait(false))
            {
                foreach (var (name, read) in Samples.Where(each => series.ContainsKey(each.Key)))
                    Add(series[name], sample.At, read(sample));
            }
        }

        return series;

        static void Add(List<MetricPoint> points, long at, double? value)
        {
            if (value is { } number)
                points.Add(new MetricPoint(at, number));
        }
    }

    private static long? Time(Call call, Fields fields, string name)
    {
        if (call.Query(name) is not { } text)
            return null;
        // A plus sign that was not escaped arrives as a space.
        var time = DeploymentTimes.Parse(text.Replace(' ', '+')) ?? DeploymentTimes.Parse(text);
        if (time is null)
            fields.Wrong(name, "must be a time in ISO 8601, such as 2025-03-20T18:00:00Z");
        return time;
    }
}
