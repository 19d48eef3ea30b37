using Slipway.Platform.Common;
using Slipway.Protocol.Jobs;

namespace Slipway.Platform.Jobs;

/// <summary>Takes over what a completed job left in its folder.</summary>
public interface IJobOutcome
{
    /// <summary>Returns the name of the model that now has it.</summary>
    Task<Result<string>> TakeAsync(Job job, JobResult result, CancellationToken cancellation);
}
