using Microsoft.AspNetCore.Http;
using Slipway.Platform.Common;
using Slipway.Platform.Jobs;
using Slipway.Protocol.Jobs;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>Any model measured on any dataset; it stands beside the document's section on training.</summary>
internal sealed class EvaluationEndpoints(JobBook jobs)
{
    public async Task<Failure?> StartAsync(Call call)
    {
        var fields = await call.ReadFieldsAsync().ConfigureAwait(false);
        var usual = new EvaluationConfig();
        var asked = new NewJob(JobKinds.Evaluation, fields.RequiredName("model_id"), fields.RequiredName("dataset_id"))
        {
            Description = fields.Text("description", 10_000),
            Evaluation = new EvaluationConfig
            {
                MaxTokens = fields.Integer("max_tokens", 0, 100_000) ?? usual.MaxTokens,
                MaxExamples = fields.Integer("max_examples", 1, 10_000_000) ?? usual.MaxExamples,
            },
        };
        if (fields.Failure is { } invalid)
            return invalid;
        var added = await jobs.AddAsync(call.Caller, asked).ConfigureAwait(false);
        return added.Succeeded ? await call.AnswerAsync(json => JobView.Write(json, added.Value)).ConfigureAwait(false) : added.Failure;
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
            call.Caller.Project, JobKinds.Evaluation, status is null ? null : Enum.Parse<JobStatus>(status, ignoreCase: true), call.Query("model_id"), limit, offset);
        var (page, total) = await jobs.ListAsync(filter).ConfigureAwait(false);
        return await call.AnswerAsync(json => JobView.WriteList(json, page, total, limit, offset)).ConfigureAwait(false);
    }

    public Task<Failure?> CancelAsync(Call call) => WithJobAsync(call, async job =>
    {
        var cancelled = await jobs.CancelAsync(job).ConfigureAwait(false);
        return cancelled.Succeeded ? await call.AnswerAsync(json => JobView.Write(json, cancelled.Value)).ConfigureAwait(false) : cancelled.Failure;
    });

    /// <summary>The results of the single examples, a line of JSON each.</summary>
    public Task<Failure?> ResultsAsync(Call call) => WithJobAsync(call, async job =>
    {
        if (JobBook.ResultsOf(job) is not { } path)
            return new Failure(FailureKind.Conflict, $"evaluation '{job.Id}' is {job.Status.Word()} and has no results");
        call.Http.Response.ContentType = "application/jsonl";
        await call.Http.Response.SendFileAsync(path, call.Gone).ConfigureAwait(false);
        return null;
    });

    private async Task<Failure?> WithJobAsync(Call call, Func<Job, Task<Failure?>> work)
    {
        var id = call.RouteValue("evaluation_id");
        return await jobs.FindAsync(call.Caller.Project, JobKinds.Evaluation, id).ConfigureAwait(false) is { } job
            ? await work(job).ConfigureAwait(false)
            : JobBook.Unknown(JobKinds.Evaluation, id);
    }
}
