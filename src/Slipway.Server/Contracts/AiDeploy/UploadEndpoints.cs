using System.Globalization;
using Slipway.Platform.Common;
using Slipway.Platform.Registry.Intake;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.AiDeploy;

/// <summary>Uploads that can go on: announced, sent in pieces with <c>Upload-Offset</c>, and completed into a model.</summary>
internal sealed class UploadEndpoints(ModelServices models, ModelEndpoints answers)
{
    private const string Offset = "Upload-Offset";

    public async Task<Failure?> BeginAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var plan = new UploadPlan
        {
            Id = "",
            Project = "",
            CallerId = "",
            Name = fields.RequiredName("name"),
            Version = fields.RequiredName("version"),
            Framework = fields.RequiredName("framework").ToLowerInvariant(),
            Metadata = fields.Object("metadata")?.GetRawText() ?? "{}",
            Size = fields.Long("size", 1, long.MaxValue) ?? 0,
            Sha256 = fields.Text("sha256", 64)?.ToLowerInvariant(),
        };
        if (plan.Size == 0)
            fields.Wrong("size", Fields.Required);
        if (fields.Failure is { } invalid)
            return invalid;
        if (await models.Registry.FindAsync(call.Caller.Project, plan.Name, plan.Version).ConfigureAwait(false) is not null)
            return Platform.Registry.ModelRegistry.Taken(plan.Name, plan.Version);
        return await AnswerAsync(call, models.Uploads.Begin(call.Caller, plan)).ConfigureAwait(false);
    }

    public Task<Failure?> FindAsync(Call call) => WithPlanAsync(call, plan => AnswerAsync(call, plan));

    public Task<Failure?> AppendAsync(Call call) => WithPlanAsync(call, async plan =>
    {
        if (!long.TryParse(call.Header(Offset), NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return Failure.Invalid(Offset, "must say at which byte this piece begins");
        call.AllowLargeBody();
        return await models.Uploads.AppendAsync(plan, offset, call.Http.Request.Body, call.Gone).ConfigureAwait(false)
            ?? await AnswerAsync(call, plan).ConfigureAwait(false);
    });

    public Task<Failure?> CancelAsync(Call call) => WithPlanAsync(call, plan =>
    {
        models.Uploads.Cancel(plan);
        return call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("upload_id"u8, plan.Id);
            json.WriteString("status"u8, "cancelled"u8);
            json.WriteEndObject();
        });
    });

    public Task<Failure?> CompleteAsync(Call call) => WithPlanAsync(call, async plan =>
    {
        var model = await models.Uploads.CompleteAsync(call.Caller, plan, call.Gone).ConfigureAwait(false);
        return model.Succeeded ? await answers.AnswerUploadAsync(call, model.Value).ConfigureAwait(false) : model.Failure;
    });

    private Task<Failure?> WithPlanAsync(Call call, Func<UploadPlan, Task<Failure?>> work) =>
        models.Uploads.Find(call.Caller, call.RouteValue("upload_id")) is { } plan
            ? work(plan)
            : Task.FromResult<Failure?>(new Failure(FailureKind.NotFound, $"Upload not found: {call.RouteValue("upload_id")}"));

    private Task<Failure?> AnswerAsync(Call call, UploadPlan plan) => call.AnswerAsync(json =>
    {
        json.WriteStartObject();
        json.WriteString("upload_id"u8, plan.Id);
        json.WriteNumber("offset"u8, models.Uploads.OffsetOf(plan));
        json.WriteNumber("size"u8, plan.Size);
        json.WriteEndObject();
    });
}
