using System.Globalization;
using System.Text;
using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Platform.Metering;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy.Analytics;

/// <summary><c>GET /analytics/usage?format=csv|jsonl</c>: every single record of a window, streamed.</summary>
internal sealed class UsageExport(IUsageHistory usage, TimeProvider time)
{
    private const string Columns = "id,project,at,key,user,operation,model,deployment,version,replica,task,attempt,lost,status,error_type,"
        + "prompt_tokens,cached_tokens,completion_tokens,estimated,queue_ms,first_token_ms,processing_ms,bytes_out";

    public async Task<Failure?> AnswerAsync(Call call)
    {
        var query = new AnalyticsQuery(call, time);
        var csv = query.Word("format", "jsonl", "csv", "jsonl") == "csv";
        if (query.Failure is { } failure)
            return failure;
        var response = call.Http.Response;
        response.ContentType = csv ? "text/csv; charset=utf-8" : "application/jsonl";
        response.Headers.ContentDisposition = $"attachment; filename=\"usage.{(csv ? "csv" : "jsonl")}\"";
        if (csv)
            await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(Columns + "\r\n"), call.Gone).ConfigureAwait(false);
        await foreach (var block in usage.RecordsAsync(query.Window.From, query.Window.To, call.Gone).ConfigureAwait(false))
        {
            var text = new StringBuilder();
            foreach (var record in block)
                text.Append(csv ? Row(record) : JsonSerializer.Serialize(record, UsageJson.Default.UsageRecord)).Append(csv ? "\r\n" : "\n");
            await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), call.Gone).ConfigureAwait(false);
        }

        await response.CompleteAsync().ConfigureAwait(false);
        return null;
    }

    private static string Row(UsageRecord record) => string.Join(',',
        record.Id, Cell(record.Project), Micros.ToTime(record.At).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
        Cell(record.CallerId), Cell(record.UserId), record.Operation, Cell(record.Model), Cell(record.DeploymentId), Cell(record.Version),
        Cell(record.ReplicaId), record.TaskId, Number(record.Attempt), record.Lost ? "1" : "0", Number(record.Status), record.ErrorType,
        Number(record.PromptTokens), Number(record.CachedTokens), Number(record.CompletionTokens), record.Estimated ? "1" : "0",
        Milli(record.QueueTime), Milli(record.FirstTokenTime), Milli(record.ProcessingTime), Number(record.BytesOut));

    /// <summary>Quoted where it must be; a formula in a spreadsheet never comes from a caller's name.</summary>
    private static string Cell(string text)
    {
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0]))
            text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Milli(long micros) => (micros / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);
}
