namespace Slipway.Contracts.Generation;

/// <summary><c>GET /tasks</c>; the cursor leads to the next page, and is absent on the last.</summary>
public sealed record TaskPage(IReadOnlyList<TaskSummary> Tasks, string? NextCursor);
