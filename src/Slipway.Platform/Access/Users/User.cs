namespace Slipway.Platform.Access.Users;

/// <summary>Somebody who signs in with a name and a password.</summary>
/// <param name="CreatedAt">Microseconds, UTC.</param>
public sealed record User(string Id, string Project, string Name, Role Role, long CreatedAt, long UpdatedAt)
{
    public const int LongestName = 128;

    /// <summary>Hashing takes time that grows with the length.</summary>
    public const int LongestPassword = 1024;

    /// <summary>What all tokens of the user act as.</summary>
    public Caller Caller => new("user-" + Id, Name, Role, Project);
}
