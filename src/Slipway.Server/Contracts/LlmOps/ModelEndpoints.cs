using Slipway.Platform.Access.Audit;
using Slipway.Platform.Common;
using Slipway.Platform.Registry;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.LlmOps;

/// <summary>LLMOps Manager's models: names and versions; beside them a version's state, and aliases.</summary>
internal sealed class ModelEndpoints(ModelServices models, IAuditLog audit)
{
    public async Task<Failure?> RegisterAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var id = fields.RequiredName("model_id");
        var version = fields.RequiredName("model_version");
        var path = fields.RequiredText("model_path", 4096);
        var metadata = fields.Object("metadata");
        var framework = fields.Name("framework")?.ToLowerInvariant() ?? "";
        var sha256 = fields.Text("sha256", 64)?.ToLowerInvariant();
        if (sha256 is not null && (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower)))
            fields.Wrong("sha256", "must be 64 hexadecimal digits");
        var inPlace = fields.Flag("serve_in_place") ?? false;
        if (fields.Failure is { } invalid)
            return invalid;
        var model = new NewModel { Name = id, Version = version, Framework = framework, Metadata = metadata?.GetRawText() ?? "{}", Source = path };
        var registered = await RegisterAsync(call, model, path, sha256, inPlace).ConfigureAwait(false);
        if (!registered.Succeeded)
            return registered.Failure;
        await ModelServices.AuditAsync(audit, call, "register", registered.Value).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id"u8, id);
            json.WriteString("model_version"u8, version);
            json.WriteString("model_uri"u8, UriOf(registered.Value));
            json.WriteString("status"u8, "registered"u8);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> ListAsync(Call call)
    {
        var names = (await models.Registry.ListAsync(call.Caller.Project).ConfigureAwait(false)).Select(version => version.Name).Distinct().ToList();
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("models"u8);
            names.ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> VersionsAsync(Call call)
    {
        var id = call.RouteValue("model_id");
        var versions = await models.Registry.VersionsAsync(call.Caller.Project, id).ConfigureAwait(false);
        if (versions.Count == 0)
            return ModelRegistry.Unknown(id);
        var aliases = await models.Registry.AliasesAsync(call.Caller.Project, id).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id"u8, id);
            json.WriteStartArray("versions"u8);
            foreach (var version in versions)
                json.WriteStringValue(version.Version);
            json.WriteEndArray();
            ModelView.WriteAliases(json, aliases);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> VersionAsync(Call call)
    {
        var (id, name) = (call.RouteValue("model_id"), call.RouteValue("version"));
        if (await models.Registry.FindAsync(call.Caller.Project, id, name).ConfigureAwait(false) is not { } version)
            return new Failure(FailureKind.NotFound, $"Model not found: {id} version {name}");
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id"u8, version.Name);
            json.WriteString("model_version"u8, version.Version);
            json.WriteString("model_uri"u8, UriOf(version));
            json.WriteString("id"u8, version.Id);
            json.WriteString("framework"u8, version.Framework);
            json.WriteString("source"u8, version.Source);
            ModelView.WriteRaw(json, "metadata", version.Metadata);
            ModelView.WriteState(json, version, models.Fetcher.ProgressOf(version.Id));
            json.WriteString("created_at"u8, ModelView.Time(version.CreatedAt));
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> PointAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var version = fields.RequiredName("version");
        if (fields.Failure is { } invalid)
            return invalid;
        var (id, alias) = (call.RouteValue("model_id"), call.RouteValue("alias"));
        return await models.Registry.PointAsync(call.Caller, id, alias, version).ConfigureAwait(false)
            ?? await AnswerAliasAsync(call, "point", id, alias, version).ConfigureAwait(false);
    }

    public async Task<Failure?> RemoveAliasAsync(Call call)
    {
        var (id, alias) = (call.RouteValue("model_id"), call.RouteValue("alias"));
        return await models.Registry.RemoveAliasAsync(call.Caller, id, alias).ConfigureAwait(false)
            ?? await AnswerAliasAsync(call, "unpoint", id, alias, null).ConfigureAwait(false);
    }

    private async Task<Result<ModelVersion>> RegisterAsync(Call call, NewModel model, string path, string? sha256, bool inPlace)
    {
        if (models.Fetcher.Takes(path))
            return await models.Fetcher.RegisterAsync(call.Caller, model, path, sha256).ConfigureAwait(false);
        if (path.Contains("://", StringComparison.Ordinal))
            return Failure.Invalid("model_path", $"must be a path, or begin with {models.Fetcher.Schemes}");
        var real = models.Roots.Resolve(path);
        if (!real.Succeeded)
            return Failure.Invalid("model_path", real.Failure.Message);
        return await models.Intake.TakeLocalAsync(call.Caller, model, real.Value, inPlace, call.Gone).ConfigureAwait(false);
    }

    private async Task<Failure?> AnswerAliasAsync(Call call, string action, string id, string alias, string? version)
    {
        await audit.RecordAsync(call.Caller, action, "model_alias", $"{id}@{alias}", null, version).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id"u8, id);
            json.WriteString("alias"u8, alias);
            json.WriteString("version"u8, version);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static string UriOf(ModelVersion version) => $"models:/{Uri.EscapeDataString(version.Name)}/{Uri.EscapeDataString(version.Version)}";
}
