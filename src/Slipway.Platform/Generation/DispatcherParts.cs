using Slipway.Platform.Metering;
using Slipway.Platform.Routing;

namespace Slipway.Platform.Generation;

/// <summary>What the dispatcher works with.</summary>
public sealed record DispatcherParts(
    ITaskStore Store, Router Router, TextGenerator Generator, TaskFeeds Feeds, UsageWriter Usage, TimeProvider Time);
