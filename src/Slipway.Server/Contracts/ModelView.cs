using System.Text.Json;
using Slipway.Platform.Registry;
using Slipway.Platform.Registry.Intake;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts;

/// <summary>What the contracts say of a version beyond their documents: where its artifact stands, and what was found in it.</summary>
internal static class ModelView
{
    public static void WriteState(Utf8JsonWriter json, ModelVersion version, FetchProgress? progress)
    {
        json.WriteString("status"u8, version.Status switch { ModelStatus.Ready => "ready", ModelStatus.Pending => "pending", _ => "failed" });
        if (version.Problem is { } problem)
            json.WriteString("error"u8, problem);
        if (progress is not null)
        {
            json.WriteStartObject("progress"u8);
            json.WriteNumber("received_bytes"u8, progress.Received);
            if (progress.Total is { } total)
                json.WriteNumber("total_bytes"u8, total);
            json.WriteEndObject();
        }

        json.WriteString("stage"u8, version.Stage.Name());
        json.WriteString("sha256"u8, version.Digest);
        json.WriteNumber("size"u8, version.Size);
        json.WriteString("format"u8, version.Format switch
        {
            ArtifactFormat.Gguf => "gguf",
            ArtifactFormat.Safetensors => "safetensors",
            ArtifactFormat.HuggingFace => "huggingface",
            ArtifactFormat.Adapter => "adapter",
            _ => "other",
        });
        json.WriteStartObject("facts"u8);
        var facts = version.Facts;
        json.WriteString("architecture"u8, facts.Architecture);
        WriteNumber(json, "parameters", facts.Parameters);
        WriteNumber(json, "context_length", facts.ContextLength);
        json.WriteString("quantization"u8, facts.Quantization);
        json.WriteString("obstacle"u8, facts.Obstacle);
        json.WriteEndObject();
        json.WriteStartObject("lineage"u8);
        json.WriteString("parent_id"u8, version.Lineage.ParentId);
        json.WriteString("dataset_id"u8, version.Lineage.DatasetId);
        json.WriteString("job_id"u8, version.Lineage.JobId);
        json.WriteEndObject();
        json.WriteString("created_by"u8, version.CreatedBy);
    }

    public static void WriteRaw(Utf8JsonWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }

    public static void WriteAliases(Utf8JsonWriter json, IEnumerable<(string Name, string Alias, string Version)> aliases)
    {
        json.WriteStartObject("aliases"u8);
        foreach (var (_, alias, version) in aliases)
            json.WriteString(alias, version);
        json.WriteEndObject();
    }

    public static string Time(long micros) => WireTime.Of(micros);

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
