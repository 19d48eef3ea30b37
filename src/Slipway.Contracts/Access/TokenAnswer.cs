namespace Slipway.Contracts.Access;

/// <summary>The answer to <c>POST /auth/token</c>.</summary>
public sealed record TokenAnswer(string Token, DateTimeOffset ExpiresAt);
