namespace Slipway.Platform.Access.Limits;

/// <summary>What a rule says to one request.</summary>
/// <param name="Remaining">Requests that would still be allowed now.</param>
/// <param name="Resets">When all are allowed again.</param>
/// <param name="RetryAfter">How long until one more is allowed; nothing where one is.</param>
public readonly record struct LimitDecision(bool Allowed, int Remaining, DateTimeOffset Resets, TimeSpan RetryAfter);
