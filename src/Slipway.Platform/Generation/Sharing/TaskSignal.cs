namespace Slipway.Platform.Generation.Sharing;

public enum TaskSignalKind
{
    /// <summary>A task waits because its node is busy; who is idle may take it.</summary>
    Waiting,

    Cancelled,

    /// <summary>A task has its outcome.</summary>
    Ended,

    /// <summary>Somebody follows a task's text at the sender, and has it up to the cursor.</summary>
    Watched,
}

/// <summary>What one node tells all others. Any of them may be lost.</summary>
/// <param name="NodeId">The sender.</param>
/// <param name="TaskId">Empty where it is about no single task.</param>
public sealed record TaskSignal(TaskSignalKind Kind, string NodeId, string TaskId, FeedCursor Cursor = default);
