namespace Slipway.Platform.Deployments;

/// <summary>The requests of one interval, summed up.</summary>
/// <param name="At">The interval's beginning.</param>
/// <param name="Requests">How many ended in it.</param>
/// <param name="Errors">How many of them failed through no fault of the caller.</param>
/// <param name="Latency">Milliseconds on average, waiting included.</param>
/// <param name="FirstToken">Milliseconds until the first token on average; null where none was seen.</param>
/// <param name="TokensPerSecond">Of a request, on average; null where none generated.</param>
public readonly record struct RequestSpan(long At, long Requests, long Errors, double Latency, double? FirstToken, double? TokensPerSecond);
