using System.Globalization;
using System.Text.Json;
using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Platform.Infrastructure;
using Slipway.Server.Http;
using Slipway.Server.Limits;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>ML Infrastructure's section on infrastructure: parts elsewhere are asked, parts here are looked at, nothing is pretended.</summary>
internal sealed class InfrastructureEndpoints(InfrastructureParts parts, TimeProvider time)
{
    private const long Minute = 60 * Micros.PerSecond;
    private static readonly string[] OwnParts = ["database", "queue", "blob_store", "engines"];

    private static readonly Dictionary<string, (long Length, long Interval, string Word)> Periods = new()
    {
        ["1h"] = (60 * Minute, Minute, "1m"),
        ["6h"] = (6 * 60 * Minute, 5 * Minute, "5m"),
        ["24h"] = (24 * 60 * Minute, 15 * Minute, "15m"),
        ["7d"] = (7 * 24 * 60 * Minute, 60 * Minute, "1h"),
        ["30d"] = (30 * 24 * 60 * Minute, 6 * 60 * Minute, "6h"),
    };

    public IEnumerable<ContractRoute> Routes()
    {
        var contract = Http.Contracts.MlInfrastructure;
        yield return new ContractRoute("GET", "/v1/infrastructure/status", contract, Role.Viewer, StatusAsync) { Group = LimitGroup.Infrastructure };
        yield return new ContractRoute("GET", "/v1/infrastructure/metrics", contract, Role.Viewer, MetricsAsync) { Group = LimitGroup.Infrastructure };
    }

    private async Task<Failure?> StatusAsync(Call call)
    {
        var elsewhere = await parts.Probe.LookAsync(call.Gone).ConfigureAwait(false);
        var own = parts.Own();
        var status = elsewhere.Concat(own).Any(part => part.Status == "unhealthy") ? "degraded" : "healthy";
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, status);
            json.WriteStartObject("components"u8);
            foreach (var part in elsewhere.Concat(own))
                Write(json, part);
            json.WriteEndObject();
            json.WriteStartObject("resources"u8);
            var usage = parts.Sampler.Last;
            Percent(json, "cpu_usage", usage?.Cpu);
            Percent(json, "memory_usage", usage?.Memory);
            Percent(json, "gpu_usage", usage?.Gpu);
            Percent(json, "storage_usage", usage?.Storage);
            json.WriteEndObject();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task<Failure?> MetricsAsync(Call call)
    {
        var query = new QueryFields(call);
        var period = query.Choice("period", [.. Periods.Keys]) ?? "1h";
        var metric = query.Choice("metric", "cpu", "memory", "gpu", "storage");
        var component = query.Choice("component", ["kubeflow", "mlflow", "kserve", "minio", .. OwnParts]);
        if (query.Failure is { } invalid)
            return invalid;
        var (length, interval, word) = Periods[period];
        var now = time.Now();
        // Only the machine is measured; no component tells its own share.
        IReadOnlyList<MachinePoint> points = component is null ? await parts.History.SeriesAsync(now - length, now + 1, interval).ConfigureAwait(false) : [];
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("metrics"u8);
            Series(json, "cpu", points, point => point.Cpu);
            Series(json, "memory", points, point => point.Memory);
            Series(json, "gpu", points, point => point.Gpu);
            Series(json, "storage", points, point => point.Storage);
            json.WriteEndObject();
            json.WriteString("period"u8, period);
            json.WriteString("interval"u8, word);
            json.WriteEndObject();
        }).ConfigureAwait(false);

        void Series(Utf8JsonWriter json, string name, IReadOnlyList<MachinePoint> points, Func<MachineUsage, double?> read)
        {
            if (metric is not null && metric != name)
                return;
            json.WriteStartArray(name + "_usage");
            foreach (var point in points)
            {
                if (read(point.Usage) is not { } value)
                    continue;
                json.WriteStartObject();
                json.WriteString("timestamp"u8, WireTime.Of(point.Start));
                json.WriteNumber("value"u8, Math.Round(value, 1));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    private static void Write(Utf8JsonWriter json, PartStatus part)
    {
        json.WriteStartObject(part.Name);
        json.WriteString("status"u8, part.Status);
        json.WriteString("version"u8, part.Version);
        if (part.Problem is { } problem)
            json.WriteString("message"u8, problem);
        json.WriteEndObject();
    }

    private static void Percent(Utf8JsonWriter json, string name, double? value) =>
        json.WriteString(name, value is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{percent:0.#}%") : null);
}
