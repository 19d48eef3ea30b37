namespace Slipway.Training;

/// <summary>Notices a diverging loss: one that is no number, or whose recent mean has risen far above the best it has been.</summary>
internal sealed class LossWatch
{
    private const double Memory = 0.95;
    private const double Margin = 1.0, Factor = 1.5;

    /// <summary>The recent mean, weighing a step of twenty steps ago a third.</summary>
    public double Mean { get; private set; }

    public double Lowest { get; private set; } = double.PositiveInfinity;

    /// <summary>Continues where a checkpoint was written.</summary>
    public void Restore(double mean, double lowest) => (Mean, Lowest) = (mean, lowest);

    public void Add(int step, double loss, double gradientNorm)
    {
        if (!double.IsFinite(loss))
            throw new TrainingDivergedException(step, "the loss is no longer a number");
        if (!double.IsFinite(gradientNorm))
            throw new TrainingDivergedException(step, "the gradients are no longer numbers");
        Mean = double.IsPositiveInfinity(Lowest) ? loss : Memory * Mean + (1 - Memory) * loss;
        Lowest = Math.Min(Lowest, Mean);
        if (Mean > Factor * Lowest + Margin)
            throw new TrainingDivergedException(step, FormattableString.Invariant($"the loss has risen from {Lowest:F2} to {Mean:F2}"));
    }
}
