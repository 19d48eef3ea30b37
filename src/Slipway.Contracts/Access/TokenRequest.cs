namespace Slipway.Contracts.Access;

/// <summary><c>POST /auth/token</c></summary>
public sealed record TokenRequest(string Username, string Password);
