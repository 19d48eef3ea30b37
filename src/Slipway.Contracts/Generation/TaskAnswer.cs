namespace Slipway.Contracts.Generation;

/// <summary>The answer to <c>POST /generate</c>, and that of <c>GET /status/{id}</c> and of an unfinished <c>GET /result/{id}</c>.</summary>
public sealed record TaskAnswer(string Status, string TaskId, string Message);
