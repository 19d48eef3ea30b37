namespace Slipway.Contracts.Generation;

/// <summary>One line of <c>GET /tasks</c>. Times are ISO 8601, UTC.</summary>
public sealed record TaskSummary
{
    public required string TaskId { get; init; }
    public required string Status { get; init; }
    public string? Model { get; init; }
    public string? UserId { get; init; }
    public int Attempts { get; init; }
    public required string CreatedAt { get; init; }
    public string? StartedAt { get; init; }
    public string? FinishedAt { get; init; }
    public string? ErrorType { get; init; }
}
