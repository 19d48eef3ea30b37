using Slipway.Platform.Metering;

namespace Slipway.Platform.Generation;

/// <summary>Where tasks are the truth. Every change names the state (and attempt) that it starts from, and does nothing in any other.</summary>
public interface ITaskStore
{
    /// <summary>Durable when it completes. Returns the task, or the earlier one with the same caller and idempotency key.</summary>
    Task<GenerationTask> AddAsync(GenerationTask task);

    ValueTask<GenerationTask?> FindAsync(string id);

    /// <summary>Makes a queued task this node's, with the next attempt number; null where it is not queued any more.</summary>
    Task<GenerationTask?> ClaimAsync(string id, string nodeId, long at);

    /// <summary>Ends the attempt with an outcome, and meters it in the same transaction. False where the attempt is not current.</summary>
    Task<bool> FinishAsync(string id, int attempt, TaskOutcome outcome, long at, UsageRecord usage);

    /// <summary>Gives the task back to the queue. False where the attempt is not current.</summary>
    /// <param name="id">The task.</param>
    /// <param name="attempt">The attempt that ends.</param>
    /// <param name="lost">The attempt counts as lost.</param>
    /// <param name="usage">What the attempt used, metered apart.</param>
    Task<bool> ReleaseAsync(string id, int attempt, bool lost, UsageRecord? usage);

    /// <summary>Ends a task that nobody works on, or cancels one that somebody does. False where it has ended already.</summary>
    Task<bool> AbandonAsync(string id, TaskOutcome outcome, long at);

    /// <summary>Queued tasks, oldest first, accepted after the one given.</summary>
    ValueTask<IReadOnlyList<GenerationTask>> QueuedAsync(string? afterId, int limit);

    /// <summary>Gives the tasks of a node that is gone back to the queue, their attempts lost. Returns how many.</summary>
    Task<int> ReleaseNodeAsync(string nodeId);

    /// <summary>Nodes that still hold tasks.</summary>
    ValueTask<IReadOnlyList<string>> HoldersAsync();

    /// <summary>A page of a caller's tasks, newest first.</summary>
    ValueTask<IReadOnlyList<GenerationTask>> ListAsync(TaskFilter filter);

    /// <summary>Deletes up to <paramref name="limit"/> tasks that ended before then. Returns how many.</summary>
    Task<int> ExpireAsync(long finishedBefore, int limit);
}
