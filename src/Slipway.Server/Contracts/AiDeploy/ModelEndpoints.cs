using System.Text.Json;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Common;
using Slipway.Platform.Registry;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy;

/// <summary>AI Deploy Platform's models: one id for each uploaded version.</summary>
internal sealed class ModelEndpoints(ModelServices models, IAuditLog audit)
{
    public async Task<Failure?> ListAsync(Call call)
    {
        var versions = await models.Registry.ListAsync(call.Caller.Project).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartArray();
            foreach (var version in versions)
                Write(json, version);
            json.WriteEndArray();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> FindAsync(Call call)
    {
        var id = call.RouteValue("model_id");
        return await models.FindAsync(call, id).ConfigureAwait(false) is { } version
            ? await call.AnswerAsync(json => Write(json, version)).ConfigureAwait(false)
            : ModelRegistry.Unknown(id);
    }

    /// <summary>A form whose file goes to the disk as it comes, whatever its size and wherever in the form it stands.</summary>
    public async Task<Failure?> UploadAsync(Call call)
    {
        var received = await ModelForm.ReadAsync(call, models.Blobs).ConfigureAwait(false);
        if (!received.Succeeded)
            return received.Failure;
        var form = received.Value;
        var model = new NewModel { Name = form.Name, Version = form.Version, Framework = form.Framework, Metadata = form.Metadata, Source = "upload" };
        var taken = await models.Intake.TakeAsync(call.Caller, model, form.Scratch, form.Blob, call.Gone).ConfigureAwait(false);
        return taken.Succeeded ? await AnswerUploadAsync(call, taken.Value).ConfigureAwait(false) : taken.Failure;
    }

    public async Task<Failure?> AnswerUploadAsync(Call call, ModelVersion version)
    {
        await ModelServices.AuditAsync(audit, call, "upload", version).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id"u8, version.Id);
            json.WriteString("name"u8, version.Name);
            json.WriteString("framework"u8, version.Framework);
            json.WriteString("version"u8, version.Version);
            json.WriteString("storage_path"u8, models.Registry.PathOf(version).Value ?? "");
            json.WriteString("created_at"u8, ModelView.Time(version.CreatedAt));
            json.WriteString("sha256"u8, version.Digest);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public async Task<Failure?> DeleteAsync(Call call)
    {
        var id = call.RouteValue("model_id");
        // A name alone would delete a version that the caller didn't name.
        if (await models.FindAsync(call, id).ConfigureAwait(false) is not { } version || version.Name == id)
            return ModelRegistry.Unknown(id);
        if (await models.Registry.DeleteAsync(call.Caller, [version]).ConfigureAwait(false) is { } refused)
            return refused;
        await ModelServices.AuditAsync(audit, call, "delete", version).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("message"u8, $"Model {id} deleted successfully");
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter json, ModelVersion version)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, version.Id);
        json.WriteString("name"u8, version.Name);
        json.WriteString("framework"u8, version.Framework);
        json.WriteString("version"u8, version.Version);
        json.WriteString("storage_path"u8, models.Registry.PathOf(version).Value ?? "");
        json.WriteString("created_at"u8, ModelView.Time(version.CreatedAt));
        json.WriteString("updated_at"u8, ModelView.Time(version.UpdatedAt));
        ModelView.WriteRaw(json, "metadata", version.Metadata);
        ModelView.WriteState(json, version, models.Fetcher.ProgressOf(version.Id));
        json.WriteEndObject();
    }
}
