using System.Globalization;
using System.Text.Json;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Common;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Access;

/// <summary><c>GET /audit</c>: who changed what, newest first; <c>?kind=</c>, <c>?id=</c>, <c>?caller=</c>, <c>?limit=</c>, <c>?cursor=</c>.</summary>
internal sealed class AuditEndpoint(IAuditStore records)
{
    private const int MostRecords = 500;

    public async Task<Failure?> ListAsync(Call call)
    {
        var limit = 50;
        if (call.Query("limit") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostRecords))
        {
            return Failure.Invalid("limit", $"must be an integer from 1 to {MostRecords}");
        }

        var page = await records.ListAsync(new AuditFilter(
            Printable(call.Query("kind")), Printable(call.Query("id")), Printable(call.Query("caller")), Printable(call.Query("cursor")), limit)).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("records"u8);
            foreach (var record in page)
                Write(json, record);
            json.WriteEndArray();
            json.WriteString("next_cursor"u8, page.Count == limit ? page[^1].Id : null);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>No database takes a NUL, and nothing is named so.</summary>
    private static string? Printable(string? text) => text?.Replace('\0', '\uFFFD');

    private static void Write(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, record.Id);
        json.WriteString("at"u8, Times.Iso(record.At));
        json.WriteString("caller_id"u8, record.CallerId);
        json.WriteString("caller_name"u8, record.CallerName);
        json.WriteString("action"u8, record.Action);
        json.WriteString("kind"u8, record.Kind);
        json.WriteString("subject_id"u8, record.SubjectId);
        WriteState(json, "before"u8, record.Before);
        WriteState(json, "after"u8, record.After);
        json.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? state)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(state ?? "null");
    }
}
