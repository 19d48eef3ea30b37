using Slipway.Platform.Common;
using Slipway.Protocol.Jobs;

namespace Slipway.Platform.Jobs;

/// <summary>Brings jobs to run: child processes here, a cluster later.</summary>
public interface IJobRunner
{
    /// <summary>The job's own folder, which outlives its process.</summary>
    string FolderOf(string jobId);

    Task<Result<IJobRun>> StartAsync(JobSpec spec, CancellationToken cancellation);

    /// <summary>Ends what an earlier server of this node left behind.</summary>
    Task EndLeftoversAsync();
}
