namespace Slipway.Contracts.Generation;

/// <summary>A finished <c>GET /result/{id}</c>: a result with its metrics, or an error.</summary>
public sealed record TaskResult
{
    /// <summary><c>completed</c> or <c>error</c>.</summary>
    public required string Status { get; init; }

    public required string TaskId { get; init; }
    public string? Result { get; init; }
    public TaskResultMetrics? Metrics { get; init; }
    public string? ErrorMessage { get; init; }
    public string? ErrorType { get; init; }
}
