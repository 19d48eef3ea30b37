using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Platform.Access.Audit;
using Slipway.Platform.Common;
using Slipway.Platform.Jobs;
using Slipway.Protocol.Jobs;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>ML Infrastructure's section on training.</summary>
internal sealed class TrainingEndpoints(JobBook jobs, IAuditLog audit)
{
    private const int MostPoints = 2000;

    public async Task<Failure?> StartAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var asked = new NewJob(JobKinds.Training, fields.RequiredName("model_type"), fields.RequiredName("dataset_id"))
        {
            ExperimentName = fields.Name("experiment_name", 128),
            Description = fields.Text("description", 10_000),
            Config = TrainingFields.Read(fields),
        };
        if (asked.ExperimentName is { } name && (name.Length == 0 || name.Contains('@') || name.Contains('/')))
            fields.Wrong("experiment_name", "must not be empty and have no '@' and no '/': the model is named after it");
        if (fields.Failure is { } invalid)
            return invalid;
        var added = await jobs.AddAsync(call.Caller, asked).ConfigureAwait(false);
        if (!added.Succeeded)
            return added.Failure;
        await audit.RecordAsync(call.Caller, "create", "training job", added.Value.Id, null, new JsonObject { ["model_type"] = asked.ModelType, ["dataset_id"] = asked.Dataset })
            .ConfigureAwait(false);
        return await call.AnswerAsync(json => JobView.WriteItem(json, added.Value)).ConfigureAwait(false);
    }

    public Task<Failure?> FindAsync(Call call) => WithJobAsync(call, job => call.AnswerAsync(json => JobView.Write(json, job)));

    public async Task<Failure?> ListAsync(Call call)
    {
        var query = new QueryFields(call);
        var (limit, offset) = (query.Integer("limit", 10, 1, 1000), query.Integer("offset", 0, 0, int.MaxValue));
        var status = query.Choice("status", [.. JobStates.Words]);
        if (query.Failure is { } invalid)
            return invalid;
        var filter = new JobFilter(
            call.Caller.Project, JobKinds.Training, status is null ? null : Enum.Parse<JobStatus>(status, ignoreCase: true), call.Query("model_type"), limit, offset);
        var (page, total) = await jobs.ListAsync(filter).ConfigureAwait(false);
        return await call.AnswerAsync(json => JobView.WriteList(json, page, total, limit, offset)).ConfigureAwait(false);
    }

    public Task<Failure?> CancelAsync(Call call) => WithJobAsync(call, async job =>
    {
        var cancelled = await jobs.CancelAsync(job).ConfigureAwait(false);
        if (!cancelled.Succeeded)
            return cancelled.Failure;
        await audit.RecordAsync(call.Caller, "cancel", "training job", job.Id).ConfigureAwait(false);
        return await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("job_id"u8, job.Id);
            json.WriteString("status"u8, cancelled.Value.Status.Word());
            json.WriteString("message"u8, cancelled.Value.Status == JobStatus.Cancelled ? "Job cancelled before it began"u8 : "Job cancellation in progress"u8);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    });

    public Task<Failure?> MetricsAsync(Call call) => WithJobAsync(call, job =>
        call.AnswerAsync(json => JobView.WriteCurve(json, job, jobs.Curve(job, MostPoints))));

    public Task<Failure?> ReportAsync(Call call) => WithJobAsync(call, async job =>
    {
        call.Http.Response.ContentType = "text/html; charset=utf-8";
        await call.Http.Response.WriteAsync(JobReport.Html(job, jobs.Curve(job, MostPoints)), call.Gone).ConfigureAwait(false);
        return null;
    });

    private async Task<Failure?> WithJobAsync(Call call, Func<Job, Task<Failure?>> work)
    {
        var id = call.RouteValue("job_id");
        return await jobs.FindAsync(call.Caller.Project, JobKinds.Training, id).ConfigureAwait(false) is { } job
            ? await work(job).ConfigureAwait(false)
            : JobBook.Unknown(JobKinds.Training, id);
    }
}
