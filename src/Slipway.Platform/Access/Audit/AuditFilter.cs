namespace Slipway.Platform.Access.Audit;

/// <summary>Which records; null for any.</summary>
/// <param name="Before">Only records with smaller ids, for paging.</param>
public sealed record AuditFilter(string? Kind, string? SubjectId, string? CallerId, string? Before, int Limit);
