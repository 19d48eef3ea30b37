namespace Slipway.Platform.Access.Users;

/// <param name="Token">Shown once; only its digest is kept.</param>
public sealed record SignedIn(string Token, DateTimeOffset ExpiresAt);
