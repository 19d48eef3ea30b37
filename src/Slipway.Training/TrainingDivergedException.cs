namespace Slipway.Training;

/// <summary>Training got worse instead of better; going on would be a waste.</summary>
public sealed class TrainingDivergedException(int step, string reason)
    : Exception($"step {step}: {reason}; a lower learning rate or more warm-up steps may help")
{
    public int Step { get; } = step;
}
