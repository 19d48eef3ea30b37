namespace Slipway.Contracts.Models;

/// <summary><c>POST /v1/models/{id}/stage</c></summary>
public sealed record StageRequest(string Stage);
