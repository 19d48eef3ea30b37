namespace Slipway.Engine.Scheduling;

internal sealed record SchedulerOptions
{
    /// <summary>Tokens that one request may use.</summary>
    public required int Context { get; init; }

    /// <summary>Requests that run at once.</summary>
    public required int Slots { get; init; }

    /// <summary>Blocks of the cache; enough for one request of full context at least.</summary>
    public required int Blocks { get; init; }

    /// <summary>Requests that wait while all slots are taken; one more is refused.</summary>
    public int QueueLimit { get; init; } = 256;

    /// <summary>How long streams may stall for a chunk of somebody's prompt.</summary>
    public TimeSpan StallTarget { get; init; } = TimeSpan.FromMilliseconds(200);
}
