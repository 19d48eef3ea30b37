using System.Text.Json;
using Slipway.Platform.Common;
using Slipway.Platform.Registry;
using Slipway.Platform.Routing;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>Models in the words of ML Infrastructure, with OpenAI's beside them where the paths are the same.</summary>
internal static class MlModelView
{
    public static string StatusOf(ModelVersion version) => version.Stage == ModelStage.Archived ? "inactive" : "active";

    public static void WriteOpenAi(Utf8JsonWriter json, string id, long createdAt)
    {
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, createdAt / Micros.PerSecond);
        json.WriteString("owned_by"u8, "slipway"u8);
    }

    /// <summary>One of a list.</summary>
    public static void WriteItem(Utf8JsonWriter json, ModelVersion version)
    {
        json.WriteStartObject();
        WriteCommon(json, version);
        json.WriteString("stage"u8, version.Stage.Name());
        json.WriteString("version"u8, version.Version);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, string id, ModelVersion version)
    {
        json.WriteStartObject();
        WriteCommon(json, version);
        WriteMetrics(json, version);
        json.WriteString("training_job_id"u8, version.Lineage.JobId);
        json.WriteString("version"u8, version.Version);
        json.WriteString("stage"u8, version.Stage.Name());
        WriteOpenAi(json, id, version.CreatedAt);
        json.WriteString("version_id"u8, version.Id);
        json.WriteEndObject();
    }

    /// <summary>A name that is usable without being in the registry.</summary>
    public static void Write(Utf8JsonWriter json, UsableModel usable)
    {
        json.WriteStartObject();
        json.WriteString("model_id"u8, usable.Id);
        json.WriteNull("model_type"u8);
        json.WriteString("created_at"u8, ModelView.Time(usable.CreatedAt));
        json.WriteString("status"u8, "active"u8);
        json.WriteNull("description"u8);
        json.WriteStartObject("metrics"u8);
        json.WriteEndObject();
        json.WriteNull("training_job_id"u8);
        json.WriteNull("version"u8);
        WriteOpenAi(json, usable.Id, usable.CreatedAt);
        json.WriteEndObject();
    }

    /// <summary>The answer to a registration or a change of stage.</summary>
    public static void WriteRegistered(Utf8JsonWriter json, ModelVersion version, bool updated)
    {
        json.WriteStartObject();
        WriteCommon(json, version);
        json.WriteString("stage"u8, version.Stage.Name());
        json.WriteString("version"u8, version.Version);
        if (updated)
            json.WriteString("updated_at"u8, ModelView.Time(version.UpdatedAt));
        json.WriteEndObject();
    }

    private static void WriteCommon(Utf8JsonWriter json, ModelVersion version)
    {
        json.WriteString("model_id"u8, version.Name);
        json.WriteString("model_type"u8, version.ModelType);
        json.WriteString("created_at"u8, ModelView.Time(version.CreatedAt));
        json.WriteString("status"u8, StatusOf(version));
        json.WriteString("description"u8, version.Description);
    }

    private static void WriteMetrics(Utf8JsonWriter json, ModelVersion version)
    {
        ModelView.WriteRaw(json, "metrics", version.Metrics?.Values ?? "{}");
        if (version.Metrics is { } metrics)
            json.WriteString("metrics_source"u8, metrics.Source);
    }
}
