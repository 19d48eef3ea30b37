namespace Slipway.Platform.Access.Audit;

/// <summary>One change.</summary>
/// <param name="At">Microseconds, UTC.</param>
/// <param name="Before">JSON; null where there was nothing.</param>
/// <param name="After">JSON; null where there is nothing more.</param>
public sealed record AuditRecord(
    string Id, string Project, long At, string CallerId, string CallerName, string Action, string Kind, string SubjectId, string? Before, string? After);
