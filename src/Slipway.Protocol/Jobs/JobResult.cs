namespace Slipway.Protocol.Jobs;

/// <summary>What a completed job leaves in its folder.</summary>
public sealed record JobResult
{
    /// <summary>A full model, GGUF; null where an adapter wasn't merged.</summary>
    public string? Model { get; init; }

    /// <summary>The same as a Hugging Face directory, where that was asked for.</summary>
    public string? Safetensors { get; init; }

    /// <summary>A directory in PEFT's format.</summary>
    public string? Adapter { get; init; }

    /// <summary>The adapter as llama.cpp reads it.</summary>
    public string? AdapterGguf { get; init; }

    /// <summary>Lines of <see cref="ExampleResult"/>.</summary>
    public string? Results { get; init; }

    public EvaluationMetrics? Metrics { get; init; }

    /// <summary>KL(adapted ‖ merged) in nats; at most a hundredth of <see cref="DivergenceToBase"/>, or the job has failed.</summary>
    public double? DivergenceToMerged { get; init; }

    /// <summary>KL(adapted ‖ base).</summary>
    public double? DivergenceToBase { get; init; }

    public int? Steps { get; init; }

    public double? FinalLoss { get; init; }

    /// <summary>Numbers that were trained.</summary>
    public long? TrainedParameters { get; init; }

    public int? TrainingExamples { get; init; }

    public int? ValidationExamples { get; init; }
}
