namespace Slipway.Platform.Generation;

/// <summary>Measured, in seconds.</summary>
public sealed record TaskMetrics(
    double QueueWaitTime, double ProcessingTime, double TotalTime, int PromptTokens, int CompletionTokens, double TokensPerSecond);
