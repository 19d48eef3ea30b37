namespace Slipway.Training.Checkpoints;

/// <summary>How far a run has come. Everything else follows from its options, data and seed.</summary>
public sealed record TrainingState
{
    /// <summary>Optimizer steps done.</summary>
    public int Step { get; init; }

    public int Epoch { get; init; }

    /// <summary>Batches of the epoch that are done.</summary>
    public int Batch { get; init; }

    public double MeanLoss { get; init; }

    public double LowestMeanLoss { get; init; } = double.PositiveInfinity;

    public double? ValidationLoss { get; init; }

    /// <summary>What tells runs apart: a hash over options and data.</summary>
    public string Run { get; init; } = "";

    /// <summary>By which the best checkpoint is known.</summary>
    internal double Score => ValidationLoss ?? MeanLoss;
}
