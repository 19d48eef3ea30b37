namespace Slipway.Platform.Access;

/// <summary>A managed key. The key itself was shown once and is not kept.</summary>
/// <param name="Hint">The key's first characters, so that its owner can tell it from others.</param>
/// <param name="CreatedAt">Microseconds, UTC.</param>
public sealed record ApiKey(string Id, string Project, string Name, Role Role, string Hint, string CreatedBy, long CreatedAt)
{
    public long? RevokedAt { get; init; }
}
