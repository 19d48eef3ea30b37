using Slipway.Protocol.Jobs;

namespace Slipway.Platform.Jobs;

/// <summary>Long work in a process of its own: what it is to do, and how far it is.</summary>
public sealed record Job
{
    public required string Id { get; init; }
    public required string Project { get; init; }

    /// <summary><see cref="JobKinds"/>.</summary>
    public required string Kind { get; init; }

    public JobStatus Status { get; init; }

    /// <summary>What is trained or evaluated, as the caller named it.</summary>
    public required string ModelType { get; init; }

    /// <summary>The dataset as the caller named it.</summary>
    public required string Dataset { get; init; }

    /// <summary>The very version of it, by its row.</summary>
    public required string DatasetRow { get; init; }

    public string? ExperimentName { get; init; }
    public string? Description { get; init; }
    public TrainingConfig Config { get; init; } = new();
    public EvaluationConfig Evaluation { get; init; } = new();

    /// <summary>The version of the registry that it begins from; null where that is a base model.</summary>
    public string? ParentId { get; init; }

    /// <summary>The name of the model that it made.</summary>
    public string? ModelId { get; init; }

    public JobProgress? Progress { get; init; }
    public JobResult? Result { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>How often its process was started.</summary>
    public int Attempts { get; init; }

    public string? NodeId { get; init; }
    public required string CreatedBy { get; init; }
    public required long CreatedAt { get; init; }
    public long? StartedAt { get; init; }
    public long? FinishedAt { get; init; }
}
