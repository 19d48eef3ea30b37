namespace Slipway.Platform.Generation;

/// <summary>The one end of a task: a result with its metrics, or an error. Stored as JSON.</summary>
public sealed record TaskOutcome
{
    public string? Result { get; init; }
    public TaskMetrics? Metrics { get; init; }
    public string? ErrorType { get; init; }
    public string? ErrorMessage { get; init; }

    public TaskState State => ErrorType is null ? TaskState.Completed : TaskState.Failed;
}
