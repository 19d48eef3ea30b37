namespace Slipway.Protocol.Jobs;

/// <summary>How far a job is.</summary>
public sealed record JobProgress
{
    /// <summary>training, evaluating or exporting.</summary>
    public string Phase { get; set; } = "training";

    /// <summary>From 1.</summary>
    public int CurrentEpoch { get; init; }

    public int TotalEpochs { get; init; }

    public int CurrentStep { get; init; }

    public int TotalSteps { get; init; }

    /// <summary>Of the last step; null before the first.</summary>
    public double? Loss { get; init; }

    public double? LearningRate { get; init; }

    public double? GradientNorm { get; init; }

    public double? TokensPerSecond { get; init; }

    public double? SecondsLeft { get; init; }

    /// <summary>Where the step ended an epoch and examples are held out.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Of an evaluation.</summary>
    public int? Examples { get; init; }

    public int? TotalExamples { get; init; }
}
