namespace Slipway.Platform.Generation;

/// <summary>An accepted request: it is durable, and gets exactly one outcome.</summary>
public sealed record GenerationTask
{
    public required string Id { get; init; }
    public required string Project { get; init; }

    /// <summary>Who may see and cancel it.</summary>
    public required string CallerId { get; init; }

    public required GenerationParameters Parameters { get; init; }
    public required TaskState State { get; init; }
    public required long AcceptedAt { get; init; }

    /// <summary>A repeated request with the same key is answered by the first task.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>A hash of the request, to tell a repetition from another request under the same key.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Counts the claims. Tokens and an outcome are taken from the current attempt only.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts died at work.</summary>
    public int Losses { get; init; }

    /// <summary>The node that works on it.</summary>
    public string? NodeId { get; init; }

    /// <summary>When it was claimed first; the time limit counts from here.</summary>
    public long? ClaimedAt { get; init; }

    public long? FinishedAt { get; init; }
    public TaskOutcome? Outcome { get; init; }
}
