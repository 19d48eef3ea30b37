using Slipway.Platform.Common;
using Slipway.Platform.Datasets;
using Slipway.Protocol.Jobs;

namespace Slipway.Platform.Jobs;

/// <summary>One run of a job's process, from the claim to what came of it.</summary>
internal sealed class JobAttempt(JobParts parts, Job job, Dataset dataset) : IAsyncDisposable
{
    private static readonly long ProgressEvery = TimeSpan.FromMilliseconds(500).ToMicros();

    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private IJobRun? _run;
    private bool _cancelled;

    public void Cancel()
    {
        lock (_gate)
        {
            _cancelled = true;
            _run?.Cancel();
        }
    }

    public async Task RunAsync()
    {
        try
        {
            await RunToItsEndAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The row stays as it is: the next start continues.
        }
        catch (Exception exception)
        {
            parts.Broken(exception);
            await FinishAsync(JobStatus.Failed, problem: "something went wrong in the server; its log says what").ConfigureAwait(false);
        }
        finally
        {
            _over.TrySetResult();
        }
    }

    /// <summary>Ends the process and leaves the row as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        IJobRun? run;
        lock (_gate)
            run = _run;
        if (run is not null)
            await run.DisposeAsync().ConfigureAwait(false);
        await _over.Task.ConfigureAwait(false);
    }

    private async Task RunToItsEndAsync()
    {
        var model = await parts.Models.ResolveAsync(job.Project, job.ModelType, _closing.Token).ConfigureAwait(false);
        if (!model.Succeeded)
        {
            await FinishAsync(JobStatus.Failed, problem: model.Failure.Message).ConfigureAwait(false);
            return;
        }

        var started = await parts.Runner.StartAsync(SpecOf(model.Value), _closing.Token).ConfigureAwait(false);
        if (!started.Succeeded)
        {
            await FinishAsync(JobStatus.Failed, problem: started.Failure.Message).ConfigureAwait(false);
            return;
        }

        await using var run = started.Value;
        lock (_gate)
        {
            _run = run;
            if (_cancelled)
                run.Cancel();
        }

        var last = await FollowAsync(run).ConfigureAwait(false);
        if (_closing.IsCancellationRequested)
            return;
        switch (last)
        {
            case { Event: JobEvents.Completed, Result: { } result }:
                await CompleteAsync(model.Value, result).ConfigureAwait(false);
                break;
            case { Event: JobEvents.Failed }:
                await FinishAsync(JobStatus.Failed, problem: last.Message ?? "it failed").ConfigureAwait(false);
                break;
            case { Event: JobEvents.Cancelled }:
                await FinishAsync(JobStatus.Cancelled).ConfigureAwait(false);
                break;
            default:
                await DiedAsync(await run.Ended.ConfigureAwait(false)).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Writes progress down as it comes; returns the event that ended the job, if one did.</summary>
    private async Task<JobEvent?> FollowAsync(IJobRun run)
    {
        using var curve = new JobCurve(parts.Runner.FolderOf(job.Id));
        JobEvent? last = null;
        JobProgress? newest = null;
        var written = 0L;
        await foreach (var told in run.EventsAsync().ConfigureAwait(false))
        {
            curve.Add(told);
            newest = told.Progress ?? newest;
            if (newest is not null && parts.Time.Now() - written >= ProgressEvery)
            {
                await parts.Store.ProgressAsync(job.Id, job.Attempts, newest).ConfigureAwait(false);
                written = parts.Time.Now();
            }

            if (told.Event is JobEvents.Completed or JobEvents.Failed or JobEvents.Cancelled)
                last = told;
        }

        if (newest is not null && !_closing.IsCancellationRequested)
            await parts.Store.ProgressAsync(job.Id, job.Attempts, newest).ConfigureAwait(false);
        return last;
    }

    private async Task CompleteAsync(BaseModel model, JobResult result)
    {
        var taken = await parts.Outcome.TakeAsync(job with { ParentId = model.VersionId }, result, _closing.Token).ConfigureAwait(false);
        if (taken.Succeeded)
            await FinishAsync(JobStatus.Completed, result, taken.Value).ConfigureAwait(false);
        else
            await FinishAsync(JobStatus.Failed, result, problem: taken.Failure.Message).ConfigureAwait(false);
    }

    private async Task DiedAsync(string how)
    {
        if (_cancelled)
            await FinishAsync(JobStatus.Cancelled).ConfigureAwait(false);
        else if (job.Attempts >= JobController.MostAttempts)
            await FinishAsync(JobStatus.Failed, problem: $"its process ended {job.Attempts} times: {how}").ConfigureAwait(false);
        else
            await parts.Store.ReleaseAsync(job.Id, job.Attempts).ConfigureAwait(false);
    }

    private Task FinishAsync(JobStatus status, JobResult? result = null, string? modelId = null, string? problem = null) =>
        parts.Store.FinishAsync(job.Id, status, result, modelId, problem, parts.Time.Now());

    private JobSpec SpecOf(BaseModel model) => new()
    {
        Kind = job.Kind,
        Id = job.Id,
        Model = model.Path,
        Dataset = new JobDataset(parts.Datasets.PathOf(dataset) ?? "", dataset.Format)
        {
            Seed = job.Config.Seed,
            Part = job.Kind == JobKinds.Training ? JobDataset.PartTrain : JobDataset.PartAll,
        },
        Folder = parts.Runner.FolderOf(job.Id),
        Name = job.ExperimentName ?? job.Id,
        BaseName = model.Name,
        Threads = parts.Threads > 0 ? parts.Threads : null,
        Config = job.Config,
        Evaluation = job.Evaluation,
    };
}
