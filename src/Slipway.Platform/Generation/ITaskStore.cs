using Slipway.Platform.Metering;
using Slipway.Platform.Nodes;

namespace Slipway.Platform.Generation;

/// <summary>
/// Where tasks are the truth. Every change names the state (and attempt) that it starts from, and does nothing in any other: the
/// attempt is the number that fences a node which was away too long.
/// </summary>
public interface ITaskStore
{
    /// <summary>Durable when it completes. Returns the task, or the earlier one with the same caller and idempotency key.</summary>
    Task<GenerationTask> AddAsync(GenerationTask task);

    ValueTask<GenerationTask?> FindAsync(string id);

    /// <summary>Makes a queued task the node's, with the next attempt number; null where it isn't queued any more, or the term is over.</summary>
    Task<GenerationTask?> ClaimAsync(string id, NodeTerm term, long at);

    /// <summary>Ends the attempt with an outcome, and meters it in the same transaction. False where the attempt is not current.</summary>
    Task<bool> FinishAsync(string id, int attempt, TaskOutcome outcome, long at, UsageRecord usage);

    /// <summary>Gives the task back to the queue. False where the attempt is not current.</summary>
    /// <param name="id">The task.</param>
    /// <param name="attempt">The attempt that ends.</param>
    /// <param name="lost">The attempt counts as lost.</param>
    /// <param name="usage">What the attempt used, metered apart.</param>
    Task<bool> ReleaseAsync(string id, int attempt, bool lost, UsageRecord? usage);

    /// <summary>Cancels a task, or only one that nobody works on. False where there is none such.</summary>
    Task<bool> AbandonAsync(string id, TaskOutcome outcome, long at, bool onlyQueued);

    /// <summary>Queued tasks, oldest first, accepted after the one given.</summary>
    /// <param name="afterId">Where the page before ended.</param>
    /// <param name="limit">How many.</param>
    /// <param name="nodeId">Only those that this node feeds to its engines, and those that nobody living does; null for all.</param>
    ValueTask<IReadOnlyList<GenerationTask>> QueuedAsync(string? afterId, int limit, string? nodeId);

    /// <summary>Tasks that the node works on.</summary>
    ValueTask<IReadOnlyList<GenerationTask>> HeldAsync(string nodeId);

    /// <summary>Tasks whose node's term is over.</summary>
    ValueTask<IReadOnlyList<GenerationTask>> LostAsync();

    /// <summary>How many of those there are that <see cref="QueuedAsync"/> gives for the node.</summary>
    ValueTask<int> CountQueuedAsync(string nodeId);

    /// <summary>How many wait and how many are worked on, on all nodes.</summary>
    ValueTask<(int Waiting, int Running)> CountAsync();

    /// <summary>A page of a caller's tasks, newest first.</summary>
    ValueTask<IReadOnlyList<GenerationTask>> ListAsync(TaskFilter filter);

    /// <summary>Deletes up to <paramref name="limit"/> tasks that ended before then. Returns how many.</summary>
    Task<int> ExpireAsync(long finishedBefore, int limit);
}
