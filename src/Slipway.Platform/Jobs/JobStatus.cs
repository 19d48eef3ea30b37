namespace Slipway.Platform.Jobs;

/// <summary>Where a job stands. The last three are final.</summary>
public enum JobStatus
{
    Queued,
    Running,
    Cancelling,
    Cancelled,
    Completed,
    Failed,
}
