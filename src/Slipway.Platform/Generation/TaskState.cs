namespace Slipway.Platform.Generation;

public enum TaskState
{
    Queued,
    Processing,
    Completed,
    Failed,
}
