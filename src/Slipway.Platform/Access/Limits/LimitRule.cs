namespace Slipway.Platform.Access.Limits;

public enum LimitSubject
{
    /// <summary>Each client address by itself.</summary>
    Address,

    /// <summary>Each key, user or loopback caller by itself.</summary>
    Caller,
}

/// <summary>How many requests one subject may make.</summary>
/// <param name="Name">Tells rules apart; subjects are counted for each.</param>
/// <param name="PerMinute">Requests in a minute.</param>
/// <param name="Burst">
/// Null for windows that begin with each minute of the clock, equal on all nodes. Otherwise a bucket of so many requests that is
/// refilled evenly: so many at once, and <paramref name="PerMinute"/> in the long run.
/// </param>
/// <param name="Announced">Whether every answer says in its headers what is left.</param>
public sealed record LimitRule(string Name, LimitSubject Subject, int PerMinute, int? Burst = null, bool Announced = false);
