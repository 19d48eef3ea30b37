namespace Slipway.Training;

/// <summary>What a step did.</summary>
/// <param name="Epoch">How many times the data has been seen, in parts too.</param>
/// <param name="Loss">Mean over the step's targets, before the step.</param>
/// <param name="GradientNorm">Before it was shortened.</param>
/// <param name="TokensPerSecond">Of the whole run since it began or continued.</param>
/// <param name="ValidationLoss">Where the step ended an epoch, and there are examples to validate with.</param>
public readonly record struct StepReport(
    int Step, int TotalSteps, double Epoch, double Loss, float LearningRate, double GradientNorm, double TokensPerSecond, TimeSpan TimeLeft,
    double? ValidationLoss);
