namespace Slipway.Contracts.Models;

/// <summary>How far the fetching of a model from elsewhere is.</summary>
public sealed record FetchState(long ReceivedBytes, long? TotalBytes);
