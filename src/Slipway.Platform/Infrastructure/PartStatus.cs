namespace Slipway.Platform.Infrastructure;

/// <param name="Status"><c>healthy</c>, <c>unhealthy</c> or <c>not_configured</c>.</param>
/// <param name="Version">Null where it doesn't tell.</param>
/// <param name="Problem">What stood in the way; null where nothing.</param>
public sealed record PartStatus(string Name, string Status, string? Version, string? Problem);
