using Slipway.Protocol.Jobs;

namespace Slipway.Platform.Jobs;

public interface IJobStore
{
    Task AddAsync(Job job);

    ValueTask<Job?> FindAsync(string id);

    ValueTask<(IReadOnlyList<Job> Page, long Total)> ListAsync(JobFilter filter);

    /// <summary>Jobs of all projects that wait, oldest first.</summary>
    ValueTask<IReadOnlyList<Job>> QueuedAsync();

    /// <summary>Jobs of this node that were running or being cancelled when it last ended.</summary>
    ValueTask<IReadOnlyList<Job>> LeftAsync(string nodeId);

    /// <summary>Unfinished jobs that use a dataset.</summary>
    ValueTask<IReadOnlyList<Job>> UsersOfAsync(string datasetRow);

    /// <summary>Takes a waiting job and counts the attempt; null where it waits no longer.</summary>
    Task<Job?> ClaimAsync(string id, string nodeId, long at);

    /// <summary>Gives a running job back to the queue.</summary>
    Task<bool> ReleaseAsync(string id, int attempt);

    /// <summary>Waiting becomes cancelled, running becomes cancelling; returns the job as it is then.</summary>
    Task<Job?> CancelAsync(string id, long at);

    Task ProgressAsync(string id, int attempt, JobProgress progress);

    /// <summary>Ends a job, once: a job that has ended stays as it is.</summary>
    Task<bool> FinishAsync(string id, JobStatus status, JobResult? result, string? modelId, string? problem, long at);
}
