using Slipway.Protocol.Jobs;

namespace Slipway.Platform.Jobs;

/// <summary>A job's process. Disposing it ends it for certain.</summary>
public interface IJobRun : IAsyncDisposable
{
    /// <summary>What it tells, until it ends.</summary>
    IAsyncEnumerable<JobEvent> EventsAsync();

    /// <summary>Asks it to end; it writes a checkpoint no more and says that it was cancelled.</summary>
    void Cancel();

    /// <summary>How it ended, for a person, once the events have.</summary>
    Task<string> Ended { get; }
}
