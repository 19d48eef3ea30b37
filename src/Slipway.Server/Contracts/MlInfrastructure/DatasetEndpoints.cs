using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Formats.Datasets;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Common;
using Slipway.Platform.Datasets;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>ML Infrastructure's section on data: announce, upload, look at, delete.</summary>
internal sealed class DatasetEndpoints(DatasetBook datasets, IAuditLog audit)
{
    private const int LongestPreview = 1000;

    public async Task<Failure?> AnnounceAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var name = fields.RequiredName("name");
        var format = fields.RequiredText("format", 16);
        if (format.Length > 0 && !DatasetFormats.TryParse(format, out _))
            fields.Wrong("format", "must be json, jsonl or csv");
        if (name.Contains('@') || name.Contains('/'))
            fields.Wrong("name", "must have no '@' and no '/'");
        var made = new NewDataset(name, fields.Name("version"), format, fields.Text("description", 10_000), fields.Name("source"));
        if (made.Version is { } version && (version.Length == 0 || version.Contains('@')))
            fields.Wrong("version", "must not be empty and have no '@'");
        if (fields.Failure is { } invalid)
            return invalid;
        var added = await datasets.AddAsync(call.Caller, made).ConfigureAwait(false);
        if (!added.Succeeded)
            return added.Failure;
        await audit.RecordAsync(call.Caller, "create", "dataset", added.Value.FullName, null, new JsonObject { ["format"] = format }).ConfigureAwait(false);
        var url = $"{call.PublicUrl}/v1/datasets/upload/{datasets.Ticket(added.Value)}";
        return await call.AnswerAsync(json => DatasetView.Write(json, added.Value, url)).ConfigureAwait(false);
    }

    /// <summary>The signed address is the credential. Any type is taken; a part says with <c>Content-Range</c> where it belongs.</summary>
    public async Task<Failure?> UploadAsync(Call call)
    {
        var opened = await datasets.OpenAsync(call.RouteValue("ticket")).ConfigureAwait(false);
        if (!opened.Succeeded)
            return opened.Failure;
        var (from, whole, asks) = (0L, call.Http.Request.ContentLength, false);
        if (call.Header("Content-Range") is { } range && !TryRange(range, out from, out whole, out asks))
            return Failure.Invalid("Content-Range", "must be like bytes 0-99/200 or bytes */200");
        if (asks)
            return Incomplete(call, opened.Value.Arrived);
        call.AllowLargeBody();
        var taken = await datasets.TakeAsync(opened.Value, call.Http.Request.Body, from, whole, call.Gone).ConfigureAwait(false);
        if (!taken.Succeeded)
            return taken.Failure;
        if (!taken.Value.Complete)
            return Incomplete(call, taken.Value.Arrived);
        var dataset = opened.Value.Dataset;
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("dataset_id"u8, dataset.Name);
            json.WriteString("status"u8, "pending"u8);
            json.WriteNumber("size"u8, taken.Value.Arrived);
            json.WriteString("message"u8, "Upload complete; the dataset is being validated"u8);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> FindAsync(Call call) => await FoundAsync(call).ConfigureAwait(false) is { } dataset
        ? await call.AnswerAsync(json => DatasetView.Write(json, dataset, null)).ConfigureAwait(false)
        : DatasetBook.Unknown(call.RouteValue("dataset_id"));

    public async Task<Failure?> ListAsync(Call call)
    {
        var query = new QueryFields(call);
        var (limit, offset) = (query.Integer("limit", 10, 1, 1000), query.Integer("offset", 0, 0, int.MaxValue));
        var status = query.Choice("status", "pending", "ready", "failed");
        if (query.Failure is { } invalid)
            return invalid;
        var filter = new DatasetFilter(
            call.Caller.Project, call.Query("source"), status is null ? null : Enum.Parse<DatasetStatus>(status, ignoreCase: true), limit, offset);
        var (page, total) = await datasets.ListAsync(filter).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("datasets"u8);
            foreach (var dataset in page)
                DatasetView.WriteItem(json, dataset);
            json.WriteEndArray();
            json.WriteNumber("total"u8, total);
            json.WriteNumber("limit"u8, limit);
            json.WriteNumber("offset"u8, offset);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>The first records as they were written, with the split that each would be in.</summary>
    public async Task<Failure?> PreviewAsync(Call call)
    {
        var query = new QueryFields(call);
        var limit = query.Integer("limit", 10, 1, LongestPreview);
        if (query.Failure is { } invalid)
            return invalid;
        if (await FoundAsync(call).ConfigureAwait(false) is not { } dataset)
            return DatasetBook.Unknown(call.RouteValue("dataset_id"));
        if (datasets.PathOf(dataset) is not { } path)
            return new Failure(FailureKind.Conflict, $"dataset '{dataset.FullName}' has no content yet");
        _ = DatasetFormats.TryParse(dataset.Format, out var format);
        List<DatasetRecord> records;
        try
        {
            using var file = File.OpenRead(path);
            records = [.. DatasetReader.Read(file, format, new DatasetLimits()).Take(limit)];
        }
        catch (DatasetException broken)
        {
            return new Failure(FailureKind.Conflict, $"line {broken.Line}: {broken.Message}");
        }

        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("dataset_id"u8, dataset.Name);
            json.WriteString("version"u8, dataset.Version);
            json.WriteStartArray("examples"u8);
            foreach (var record in records)
                DatasetView.Write(json, record);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> DeleteAsync(Call call)
    {
        var id = call.RouteValue("dataset_id");
        if (await datasets.DeleteAsync(call.Caller.Project, id).ConfigureAwait(false) is { } refused)
            return refused;
        await audit.RecordAsync(call.Caller, "delete", "dataset", id).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("dataset_id"u8, id);
            json.WriteString("status"u8, "deleted"u8);
            json.WriteString("message"u8, "Dataset deleted successfully"u8);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private ValueTask<Dataset?> FoundAsync(Call call) => datasets.FindAsync(call.Caller.Project, call.RouteValue("dataset_id"));

    /// <summary>308 with the bytes that are there, so that the sender goes on behind them.</summary>
    private static Failure? Incomplete(Call call, long arrived)
    {
        call.Http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        if (arrived > 0)
            call.Http.Response.Headers.Range = string.Create(CultureInfo.InvariantCulture, $"bytes=0-{arrived - 1}");
        return null;
    }

    private static bool TryRange(string text, out long from, out long? whole, out bool asks)
    {
        (from, whole, asks) = (0, null, false);
        if (!text.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase) || text[6..].Trim().Split('/') is not [var part, var size])
            return false;
        if (size != "*")
        {
            if (!Number(size, out var total))
                return false;
            whole = total;
        }

        asks = part == "*";
        if (asks)
            return true;
        if (part.Split('-') is not [var first, var last] || !Number(first, out from) || !Number(last, out var end) || end < from || end >= (whole ?? long.MaxValue))
            return false;
        // Whoever doesn't know the size yet has more to send.
        whole ??= long.MaxValue;
        return true;
    }

    private static bool Number(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
