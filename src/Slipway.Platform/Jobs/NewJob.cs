using Slipway.Protocol.Jobs;

namespace Slipway.Platform.Jobs;

/// <summary>What a caller asks for.</summary>
public sealed record NewJob(string Kind, string ModelType, string Dataset)
{
    public string? ExperimentName { get; init; }
    public string? Description { get; init; }
    public TrainingConfig Config { get; init; } = new();
    public EvaluationConfig Evaluation { get; init; } = new();
}
