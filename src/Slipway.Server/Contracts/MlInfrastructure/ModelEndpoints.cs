using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Common;
using Slipway.Platform.Registry;
using Slipway.Platform.Routing;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>ML Infrastructure's models: a name stands for its newest version. Lists answer OpenAI's questions too.</summary>
internal sealed class ModelEndpoints(ModelServices models, ModelCatalog catalog, IAuditLog audit)
{
    public async Task<Failure?> ListAsync(Call call)
    {
        var query = new QueryFields(call);
        var (limit, offset) = (query.Integer("limit", 10, 1, 1000), query.Integer("offset", 0, 0, int.MaxValue));
        var status = query.Choice("status", "active", "inactive");
        if (query.Failure is { } invalid)
            return invalid;
        var type = call.Query("model_type");
        var found = (await models.Registry.ListAsync(call.Caller.Project).ConfigureAwait(false))
            .GroupBy(version => version.Name).Select(versions => versions.Last())
            .Where(version => (type is null || version.ModelType == type) && (status is null || MlModelView.StatusOf(version) == status))
            .OrderByDescending(version => version.CreatedAt).ToList();
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var usable in catalog.Usable())
            {
                json.WriteStartObject();
                MlModelView.WriteOpenAi(json, usable.Id, usable.CreatedAt);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("models"u8);
            foreach (var version in found.Skip(offset).Take(limit))
                MlModelView.WriteItem(json, version);
            json.WriteEndArray();
            json.WriteNumber("total"u8, found.Count);
            json.WriteNumber("limit"u8, limit);
            json.WriteNumber("offset"u8, offset);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> FindAsync(Call call)
    {
        var id = call.RouteValue("model_id");
        if (await models.FindAsync(call, id).ConfigureAwait(false) is { } version)
            return await call.AnswerAsync(json => MlModelView.Write(json, id, version)).ConfigureAwait(false);
        return catalog.Usable().FirstOrDefault(model => model.Id == id) is { } usable
            ? await call.AnswerAsync(json => MlModelView.Write(json, usable)).ConfigureAwait(false)
            : Router.Unknown(id);
    }

    public async Task<Failure?> VersionsAsync(Call call)
    {
        var id = call.RouteValue("model_id");
        var versions = await models.Registry.VersionsAsync(call.Caller.Project, id).ConfigureAwait(false);
        if (versions.Count == 0)
            return ModelRegistry.Unknown(id);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id"u8, id);
            json.WriteStartArray("versions"u8);
            foreach (var version in versions)
                MlModelView.Write(json, id, version);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> RegisterAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var request = new JobModel
        {
            Name = fields.RequiredName("model_id"),
            JobId = fields.Name("training_job_id"),
            ModelType = fields.Name("model_type"),
            Description = fields.Text("description", 10_000),
            Metrics = Metrics(fields),
            Stage = Stage(fields, required: false),
        };
        if (fields.Failure is { } invalid)
            return invalid;
        if (Refused(request.Stage, measured: false) is { } early && request.JobId is null)
            return early;
        var registered = await models.Registry.RegisterFromJobAsync(call.Caller, request).ConfigureAwait(false);
        if (!registered.Succeeded)
            return registered.Failure;
        await ModelServices.AuditAsync(audit, call, "register", registered.Value).ConfigureAwait(false);
        return await call.AnswerAsync(json => MlModelView.WriteRegistered(json, registered.Value, updated: false)).ConfigureAwait(false);
    }

    public async Task<Failure?> StageAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var stage = Stage(fields, required: true);
        if (fields.Failure is { } invalid)
            return invalid;
        var id = call.RouteValue("model_id");
        if (await models.FindAsync(call, id).ConfigureAwait(false) is not { } version)
            return ModelRegistry.Unknown(id);
        if (Refused(stage, version.Metrics is { Measured: true }) is { } refused)
            return refused;
        var staged = await models.Registry.StageAsync(call.Caller, version, stage!.Value).ConfigureAwait(false);
        if (!staged.Succeeded)
            return staged.Failure;
        await ModelServices.AuditAsync(audit, call, "stage", version, version.Stage.Name(), staged.Value.Stage.Name()).ConfigureAwait(false);
        return await call.AnswerAsync(json => MlModelView.WriteRegistered(json, staged.Value, updated: true)).ConfigureAwait(false);
    }

    public async Task<Failure?> HistoryAsync(Call call)
    {
        var id = call.RouteValue("model_id");
        var history = await models.Registry.HistoryAsync(call.Caller.Project, id).ConfigureAwait(false);
        if (history.Count == 0 && await models.FindAsync(call, id).ConfigureAwait(false) is null)
            return ModelRegistry.Unknown(id);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id"u8, id);
            json.WriteStartArray("changes"u8);
            foreach (var change in history)
            {
                json.WriteStartObject();
                json.WriteString("version"u8, change.Version);
                json.WriteString("from"u8, change.From.Name());
                json.WriteString("to"u8, change.To.Name());
                json.WriteString("changed_by"u8, change.By);
                json.WriteString("changed_at"u8, ModelView.Time(change.At));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> DeleteAsync(Call call)
    {
        var id = call.RouteValue("model_id");
        var versions = await models.Registry.VersionsAsync(call.Caller.Project, id).ConfigureAwait(false);
        if (versions.Count == 0)
            return ModelRegistry.Unknown(id);
        if (await models.Registry.DeleteAsync(call.Caller, versions).ConfigureAwait(false) is { } refused)
            return refused;
        foreach (var version in versions)
            await ModelServices.AuditAsync(audit, call, "delete", version).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id"u8, id);
            json.WriteString("status"u8, "deleted"u8);
            json.WriteString("message"u8, "Model deleted successfully"u8);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private Failure? Refused(ModelStage? stage, bool measured) => stage == ModelStage.Production && models.ProductionNeedsEvaluation && !measured
        ? new Failure(FailureKind.Conflict, "only a model that was evaluated here goes into production (PRODUCTION_REQUIRES_EVALUATION); evaluate it first")
        : null;

    private static ModelStage? Stage(Fields fields, bool required)
    {
        var name = required ? fields.RequiredText("stage", 32) : fields.Text("stage", 32);
        if (name is not { Length: > 0 })
            return null;
        var stage = ModelStages.Parse(name);
        if (stage is null)
            fields.Wrong("stage", $"must be {ModelStages.Allowed}");
        return stage;
    }

    private static string? Metrics(Fields fields)
    {
        if (fields.Object("metrics") is not { } metrics)
            return null;
        foreach (var metric in metrics.EnumerateObject())
        {
            if (metric.Value.ValueKind is not (JsonValueKind.Number or JsonValueKind.Null))
                fields.Wrong($"metrics.{metric.Name}", "must be a number");
        }
        return JsonNode.Parse(metrics.GetRawText())!.ToJsonString();
    }
}
