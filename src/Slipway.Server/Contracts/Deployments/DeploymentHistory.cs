using System.Globalization;
using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Platform.Deployments;
using Slipway.Protocol.Streaming;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Deployments;

/// <summary>What happened to a deployment, and what its replicas write.</summary>
internal sealed class DeploymentHistory(DeploymentParts parts)
{
    private const int Most = 1000;

    public async Task<Failure?> EventsAsync(Call call)
    {
        var found = parts.Service.Find(call.Caller, call.RouteValue("deployment_id"));
        if (!found.Succeeded)
            return found.Failure;
        if (Count(call, "limit", 100) is not { } limit)
            return Failure.Invalid("limit", $"must be an integer from 1 to {Most}");
        var events = await parts.Events.ListAsync(found.Value.Id, limit).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("deployment_id"u8, found.Value.Id);
            json.WriteStartArray("events"u8);
            foreach (var each in events)
            {
                json.WriteStartObject();
                json.WriteString("timestamp"u8, DeploymentTimes.Text(each.At));
                json.WriteString("type"u8, each.Kind);
                json.WriteString("message"u8, each.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>The last lines; with <c>follow=true</c> each new one too, as server-sent events.</summary>
    public async Task<Failure?> LogsAsync(Call call)
    {
        var found = parts.Service.Find(call.Caller, call.RouteValue("deployment_id"));
        if (!found.Succeeded)
            return found.Failure;
        if (Count(call, "tail", 100) is not { } tail)
            return Failure.Invalid("tail", $"must be an integer from 1 to {Most}");
        if (call.Query("follow") == "true")
            return await FollowAsync(call, found.Value.Id, tail).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("deployment_id"u8, found.Value.Id);
            json.WriteStartArray("lines"u8);
            foreach (var line in parts.Logs.Tail(found.Value.Id, tail))
                Write(json, line);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private async Task<Failure?> FollowAsync(Call call, string id, int tail)
    {
        var response = call.Http.Response;
        response.ContentType = ServerSentEventWriter.ContentType;
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        await response.StartAsync(call.Gone).ConfigureAwait(false);
        using var writer = new ServerSentEventWriter(response.BodyWriter);
        await foreach (var line in parts.Logs.FollowAsync(id, tail, call.Gone).ConfigureAwait(false))
        {
            Write(writer.Begin(), line);
            writer.End();
            await response.BodyWriter.FlushAsync(call.Gone).ConfigureAwait(false);
        }

        return null;
    }

    private static void Write(Utf8JsonWriter json, LogLine line)
    {
        json.WriteStartObject();
        json.WriteString("timestamp"u8, DeploymentTimes.Text(line.At));
        json.WriteString("replica"u8, line.ReplicaId);
        json.WriteString("line"u8, line.Text);
        json.WriteEndObject();
    }

    private static int? Count(Call call, string name, int standard) => call.Query(name) is not { } text ? standard
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= Most ? count : null;
}
