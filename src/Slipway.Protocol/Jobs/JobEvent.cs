namespace Slipway.Protocol.Jobs;

/// <summary>A line that a job writes. What the event doesn't have is null.</summary>
public sealed record JobEvent
{
    /// <summary><see cref="JobEvents"/>.</summary>
    public required string Event { get; init; }

    public DateTimeOffset At { get; init; }

    public JobProgress? Progress { get; init; }

    /// <summary>Why it failed, or what else there is to say; one line fit for a user.</summary>
    public string? Message { get; init; }

    /// <summary>Of a checkpoint that is now on the disk.</summary>
    public string? Path { get; init; }

    public EvaluationMetrics? Metrics { get; init; }

    /// <summary>Of a completed job.</summary>
    public JobResult? Result { get; init; }
}
