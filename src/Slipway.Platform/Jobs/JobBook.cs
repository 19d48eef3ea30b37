using System.Security.Cryptography;
using Slipway.Platform.Access;
using Slipway.Platform.Common;
using Slipway.Platform.Datasets;
using Slipway.Protocol.Jobs;

namespace Slipway.Platform.Jobs;

/// <summary>Takes jobs on, tells about them, and cancels them.</summary>
public sealed class JobBook(IJobStore store, DatasetBook datasets, IBaseModels models, IJobRunner runner, JobController controller, TimeProvider time) : IDatasetUser
{
    public static Failure Unknown(string kind, string id) => new(
        FailureKind.NotFound, kind == JobKinds.Training ? $"Training job not found: {id}" : $"Evaluation not found: {id}");

    public async Task<Result<Job>> AddAsync(Caller caller, NewJob asked)
    {
        if (await models.ProblemAsync(caller.Project, asked.ModelType).ConfigureAwait(false) is { } problem)
            return Failure.Invalid(asked.Kind == JobKinds.Training ? "model_type" : "model_id", problem);
        if (await datasets.FindAsync(caller.Project, asked.Dataset).ConfigureAwait(false) is not { } dataset)
            return DatasetBook.Unknown(asked.Dataset);
        if (dataset.Status == DatasetStatus.Failed)
            return new Failure(FailureKind.Conflict, $"dataset '{dataset.FullName}' has errors and can't be used; GET /v1/datasets/{dataset.Name} lists them");
        if (dataset.Digest is null)
            return new Failure(FailureKind.Conflict, $"dataset '{dataset.FullName}' has no content yet; upload it first");
        var job = new Job
        {
            Id = (asked.Kind == JobKinds.Training ? "train-" : "eval-") + RandomNumberGenerator.GetHexString(12, lowercase: true),
            Project = caller.Project,
            Kind = asked.Kind,
            ModelType = asked.ModelType,
            Dataset = asked.Dataset,
            DatasetRow = dataset.Id,
            ExperimentName = asked.ExperimentName,
            Description = asked.Description,
            Config = asked.Config,
            Evaluation = asked.Evaluation,
            CreatedBy = caller.Id,
            CreatedAt = time.Now(),
        };
        await store.AddAsync(job).ConfigureAwait(false);
        controller.Wake();
        return job;
    }

    public async ValueTask<Job?> FindAsync(string project, string kind, string id) =>
        await store.FindAsync(id).ConfigureAwait(false) is { } job && job.Project == project && job.Kind == kind ? job : null;

    public ValueTask<(IReadOnlyList<Job> Page, long Total)> ListAsync(JobFilter filter) => store.ListAsync(filter);

    public async Task<Result<Job>> CancelAsync(Job job)
    {
        if (job.Status.IsFinal())
            return new Failure(FailureKind.Conflict, $"job '{job.Id}' is {job.Status.Word()} already");
        var cancelled = await store.CancelAsync(job.Id, time.Now()).ConfigureAwait(false) ?? job;
        controller.Cancel(job.Id);
        return cancelled;
    }

    /// <summary>Its steps, at most so many.</summary>
    public IReadOnlyList<JobEvent> Curve(Job job, int most) => JobCurve.Read(runner.FolderOf(job.Id), most);

    /// <summary>Where the results of single examples lie; null where there are none.</summary>
    public static string? ResultsOf(Job job) => job.Result?.Results is { } path && File.Exists(path) ? path : null;

    public async ValueTask<string?> UseOfAsync(Dataset dataset) =>
        (await store.UsersOfAsync(dataset.Id).ConfigureAwait(false)) is [var job, ..] ? $"the job '{job.Id}'" : null;
}
