using System.Text.Json;
using Slipway.Formats.Datasets;
using Slipway.Platform.Datasets;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>Datasets in the words of ML Infrastructure.</summary>
internal static class DatasetView
{
    public static void WriteItem(Utf8JsonWriter json, Dataset dataset)
    {
        json.WriteStartObject();
        WriteCommon(json, dataset);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, Dataset dataset, string? uploadUrl)
    {
        json.WriteStartObject();
        WriteCommon(json, dataset);
        if (uploadUrl is not null)
        {
            json.WriteString("upload_url"u8, uploadUrl);
        }
        else
        {
            Number(json, "size", dataset.Size);
            Number(json, "num_examples", dataset.Findings?.Examples);
            json.WriteStartObject("metadata"u8);
            if (dataset.Findings is { } findings)
                WriteFindings(json, findings);
            json.WriteEndObject();
            if (dataset is { Status: DatasetStatus.Failed, Findings: { } wrong })
                WriteErrors(json, wrong);
        }

        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, DatasetRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("line"u8, record.Line);
        if (record.Error is { } error)
        {
            json.WriteString("error"u8, error);
        }
        else
        {
            json.WritePropertyName("record"u8);
            record.Value.WriteTo(json);
            if (ExampleReader.Read(record.Value, out var problem) is { } example)
                json.WriteString("split"u8, example.Split ?? (DatasetSplit.IsHeldOut(example, 0.1, 42) ? "held_out" : "train"));
            else
                json.WriteString("error"u8, problem);
        }

        json.WriteEndObject();
    }

    private static void WriteCommon(Utf8JsonWriter json, Dataset dataset)
    {
        json.WriteString("dataset_id"u8, dataset.Name);
        json.WriteString("name"u8, dataset.Name);
        json.WriteString("description"u8, dataset.Description);
        json.WriteString("source"u8, dataset.Source);
        json.WriteString("format"u8, dataset.Format);
        json.WriteString("version"u8, dataset.Version);
        json.WriteString("created_at"u8, WireTime.Of(dataset.CreatedAt));
        json.WriteString("status"u8, dataset.Status.ToString().ToLowerInvariant());
    }

    private static void WriteFindings(Utf8JsonWriter json, DatasetFindings findings)
    {
        Texts(json, "repositories", findings.Repositories);
        Texts(json, "issue_types", findings.IssueTypes);
        Texts(json, "date_range", findings.DateRange);
        Counts(json, "shapes", findings.Shapes);
        Counts(json, "splits", findings.Splits);
        json.WriteNumber("characters"u8, findings.Characters);
        json.WriteNumber("duplicates"u8, findings.Duplicates);
        json.WriteNumber("leaks"u8, findings.Leaks);
    }

    private static void WriteErrors(Utf8JsonWriter json, DatasetFindings findings)
    {
        json.WriteNumber("error_count"u8, findings.ErrorCount);
        json.WriteStartArray("errors"u8);
        foreach (var error in findings.Errors)
        {
            json.WriteStartObject();
            json.WriteNumber("line"u8, error.Line);
            json.WriteString("message"u8, error.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Counts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in counts)
            json.WriteNumber(key, count);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
