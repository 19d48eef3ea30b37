using Slipway.Platform.Generation.Sharing;
using Slipway.Platform.Metering;
using Slipway.Platform.Nodes;
using Slipway.Platform.Routing;

namespace Slipway.Platform.Generation;

/// <summary>What the dispatcher works with.</summary>
public sealed record DispatcherParts(
    ITaskStore Store, Router Router, TextGenerator Generator, TaskFeeds Feeds, UsageWriter Usage, NodeLease Lease, ITaskBus Bus, TimeProvider Time)
{
    internal void Tell(TaskSignalKind kind, string taskId = "") => Bus.Tell(new TaskSignal(kind, Lease.NodeId, taskId));

    /// <summary>Tells followers here and elsewhere that a task has its outcome.</summary>
    internal void Announce(GenerationTask final)
    {
        Feeds.Finish(final);
        Tell(TaskSignalKind.Ended, final.Id);
    }
}
