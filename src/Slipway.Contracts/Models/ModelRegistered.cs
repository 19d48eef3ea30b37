namespace Slipway.Contracts.Models;

/// <summary>The answer to <c>POST /models/register</c>.</summary>
public sealed record ModelRegistered(string ModelId, string ModelVersion, string ModelUri, string Status);
