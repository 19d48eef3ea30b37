using Slipway.Contracts.Generation;
using Slipway.Platform.Generation;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.Generation;

/// <summary>Tasks in the words of the document.</summary>
internal static class TaskWords
{
    public static TaskAnswer Status(GenerationTask task) => new(task.State.Name(), task.Id, Message(task));

    public static string Message(GenerationTask task) => task.State switch
    {
        TaskState.Queued => "Task is waiting in the queue",
        TaskState.Processing => "Task is currently being processed",
        TaskState.Completed => "Task completed successfully",
        _ => task.Outcome?.ErrorMessage ?? "Task failed",
    };

    public static TaskResult Result(GenerationTask task)
    {
        var outcome = task.Outcome!;
        return new TaskResult
        {
            Status = outcome.ErrorType is null ? "completed" : "error",
            TaskId = task.Id,
            Result = outcome.Result,
            Metrics = Metrics(outcome),
            ErrorMessage = outcome.ErrorMessage,
            ErrorType = outcome.ErrorType,
        };
    }

    public static TaskSummary Summary(GenerationTask task) => new()
    {
        TaskId = task.Id,
        Status = task.State.Name(),
        Model = task.Parameters.Model.Length > 0 ? task.Parameters.Model : null,
        UserId = task.Parameters.UserId.Length > 0 ? task.Parameters.UserId : null,
        Attempts = task.Attempt,
        CreatedAt = Iso(task.AcceptedAt)!,
        StartedAt = Iso(task.ClaimedAt),
        FinishedAt = Iso(task.FinishedAt),
        ErrorType = task.Outcome?.ErrorType,
    };

    public static TaskResultMetrics? Metrics(TaskOutcome outcome) => outcome.Metrics is { } measured
        ? new TaskResultMetrics(
            measured.QueueWaitTime, measured.ProcessingTime, measured.TotalTime,
            measured.PromptTokens, measured.CompletionTokens, measured.TokensPerSecond)
        : null;

    private static string? Iso(long? micros) => micros is { } at ? Times.Iso(at) : null;
}
