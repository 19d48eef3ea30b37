namespace Slipway.Platform.Generation;

/// <param name="CallerId">Whose; null for all.</param>
/// <param name="BeforeId">The cursor: tasks older than this one.</param>
public sealed record TaskFilter(string? CallerId, TaskState? State, string? UserId, string? BeforeId, int Limit);
