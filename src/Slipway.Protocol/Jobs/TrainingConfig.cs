using Slipway.Protocol.Json;

namespace Slipway.Protocol.Jobs;

/// <summary>How a model is fine-tuned: the fields of a training job's <c>config</c>, under its names.</summary>
public sealed record TrainingConfig
{
    public const int MostSteps = 10_000_000, MostRank = 1024;

    public double LearningRate { get; set; } = 2e-4;

    public int BatchSize { get; set; } = 8;

    public int Epochs { get; set; } = 3;

    public bool UseLora { get; set; } = true;

    public int LoraR { get; set; } = 16;

    public double LoraAlpha { get; set; } = 32;

    public double LoraDropout { get; init; }

    /// <summary>Scale by alpha / √r instead of alpha / r.</summary>
    public bool UseRslora { get; init; }

    /// <summary>Linear layers that get an adapter, such as q_proj or lm_head; null: all of attention and feed-forward.</summary>
    public IReadOnlyList<string>? TargetModules { get; init; }

    /// <summary>Optimizer steps; null: as many as the epochs have.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Longer examples are cut; null: 512, or the model's context where that is less.</summary>
    public int? MaxSeqLength { get; init; }

    public int GradientAccumulationSteps { get; set; } = 1;

    public int WarmupSteps { get; init; }

    public double WeightDecay { get; set; } = 0.01;

    /// <summary>constant, linear or cosine.</summary>
    public string Scheduler { get; set; } = "cosine";

    public double MaxGradNorm { get; set; } = 1;

    public bool GradientCheckpointing { get; init; }

    public ulong Seed { get; set; } = 42;

    /// <summary>Every field that is out of range; empty where all are right.</summary>
    public IReadOnlyList<FieldError> Problems()
    {
        var problems = new List<FieldError>();
        void Require(bool holds, string field, string expected)
        {
            if (!holds)
                problems.Add(new FieldError(field, $"must be {expected}"));
        }
        Require(LearningRate is > 0 and <= 1, "learning_rate", "a number above 0 and at most 1");
        Require(BatchSize is >= 1 and <= 4096, "batch_size", "an integer from 1 to 4096");
        Require(Epochs is >= 1 and <= 10_000, "epochs", "an integer from 1 to 10000");
        Require(LoraR is >= 1 and <= MostRank, "lora_r", $"an integer from 1 to {MostRank}");
        Require(LoraAlpha is > 0 and <= 1e6, "lora_alpha", "a number above 0");
        Require(LoraDropout is >= 0 and < 1, "lora_dropout", "a number from 0 up to 1");
        Require(TargetModules is null || TargetModules.All(target => !string.IsNullOrWhiteSpace(target)), "target_modules", "an array of names");
        Require(MaxSteps is null or (>= 1 and <= MostSteps), "max_steps", $"an integer from 1 to {MostSteps}");
        Require(MaxSeqLength is null or (>= 2 and <= 1 << 20), "max_seq_length", "an integer from 2 to 1048576");
        Require(GradientAccumulationSteps is >= 1 and <= 4096, "gradient_accumulation_steps", "an integer from 1 to 4096");
        Require(WarmupSteps is >= 0 and <= MostSteps, "warmup_steps", $"an integer from 0 to {MostSteps}");
        Require(WeightDecay is >= 0 and <= 1, "weight_decay", "a number from 0 to 1");
        Require(Scheduler is "constant" or "linear" or "cosine", "scheduler", "constant, linear or cosine");
        Require(MaxGradNorm is >= 0 and <= 1e6, "max_grad_norm", "a number of at least 0");
        return problems;
    }
}
