namespace Slipway.Training.Optimization;

public enum Schedule
{
    Constant,

    /// <summary>Down to zero in a straight line.</summary>
    Linear,

    /// <summary>Down to zero along half a cosine.</summary>
    Cosine,
}

/// <summary>The learning rate of each step: up from zero in a straight line while warming up, then by the schedule.</summary>
public sealed record LearningRate(float Peak, Schedule Schedule, int WarmupSteps, int TotalSteps)
{
    /// <param name="step">From 1 to <see cref="TotalSteps"/>.</param>
    public float At(int step)
    {
        if (step <= WarmupSteps)
            return Peak * step / WarmupSteps;
        // The last step still learns a little.
        var done = (double)(step - 1 - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps);
        return Schedule switch
        {
            Schedule.Constant => Peak,
            Schedule.Linear => (float)(Peak * Math.Max(0, 1 - done)),
            _ => (float)(Peak * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, done)))),
        };
    }
}
