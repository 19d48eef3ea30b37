namespace Slipway.Training.Recipes;

/// <summary>A line of a run's log.</summary>
public sealed record ProgressRecord(int Step, double Epoch, double Loss, float LearningRate, double TokensPerSecond, double? ValidationLoss);
