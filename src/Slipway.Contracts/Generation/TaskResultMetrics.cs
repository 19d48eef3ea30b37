namespace Slipway.Contracts.Generation;

/// <summary>Measured, in seconds.</summary>
public sealed record TaskResultMetrics(
    double QueueWaitTime, double ProcessingTime, double TotalTime, int PromptTokens, int CompletionTokens, double TokensPerSecond);
