namespace Slipway.Platform.Metering;

/// <summary>The one record of one request (or of one attempt at a task). Times are microseconds.</summary>
public sealed record UsageRecord
{
    public required string Id { get; init; }
    public required string Project { get; init; }

    /// <summary>When the request ended, UTC.</summary>
    public required long At { get; init; }

    public required string CallerId { get; init; }
    public string UserId { get; init; } = "";

    /// <summary>What was called: <c>chat</c>, <c>completion</c>, <c>embedding</c>, <c>task</c> …</summary>
    public required string Operation { get; init; }

    /// <summary>The model's name as the caller wrote it.</summary>
    public required string Model { get; init; }

    public string DeploymentId { get; init; } = "";
    public string Version { get; init; } = "";
    public string ReplicaId { get; init; } = "";
    public string? TaskId { get; init; }
    public int Attempt { get; init; } = 1;

    /// <summary>The HTTP status that the caller saw or, for a task, would have seen.</summary>
    public required int Status { get; init; }

    /// <summary>The catalogue's type of failure; null for a success.</summary>
    public string? ErrorType { get; init; }

    public int PromptTokens { get; init; }

    /// <summary>Of <see cref="PromptTokens"/>: those that lay in a cache.</summary>
    public int CachedTokens { get; init; }

    public int CompletionTokens { get; init; }

    /// <summary>The tokens were counted here, because the back end did not say.</summary>
    public bool Estimated { get; init; }

    public long QueueTime { get; init; }

    /// <summary>From admission to the first token; 0 where there was none.</summary>
    public long FirstTokenTime { get; init; }

    /// <summary>From admission to the end.</summary>
    public long ProcessingTime { get; init; }

    /// <summary>Bytes of the answer.</summary>
    public long BytesOut { get; init; }

    /// <summary>This attempt came to nothing and another one followed, which counts as the request.</summary>
    public bool Lost { get; init; }

    /// <summary>Wrong requests are the caller's affair: they say nothing about a deployment.</summary>
    public bool CountsAsRequest => !Lost && Status is < 400 or 499 or >= 500;
    /// <summary>The prompt, or the body of the request. It goes nowhere but to the request log, and there only where the operator asks for it.</summary>
    public string? Request { get; init; }
}
