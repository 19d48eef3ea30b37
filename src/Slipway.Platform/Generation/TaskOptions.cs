using Slipway.Platform.Common;

namespace Slipway.Platform.Generation;

/// <summary>Limits of queued generation.</summary>
public sealed record TaskOptions
{
    public static readonly TaskOptions Default = new();

    /// <summary>From the first claim.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>From acceptance to the first claim.</summary>
    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromHours(1);

    public int MostAttempts { get; init; } = 3;

    /// <summary>Tasks of this node that may wait.</summary>
    public int LongestQueue { get; init; } = 10_000;

    /// <summary>How long results are kept after their task has ended; null for ever.</summary>
    public TimeSpan? ResultsKept { get; init; }

    /// <summary>For running tasks when the server stops; what is not done then goes back to the queue.</summary>
    public TimeSpan DrainWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is left of a task's time; it begins with the first claim.</summary>
    public TimeSpan Remaining(GenerationTask task, long now)
    {
        var left = TimeLimit - Micros.ToSpan(now - (task.ClaimedAt ?? now));
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
