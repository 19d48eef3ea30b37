using Slipway.Training.Adapters;
using Slipway.Training.Optimization;

namespace Slipway.Training;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    public int Epochs { get; init; } = 3;

    /// <summary>Ends after so many optimizer steps even if epochs are left; and where it asks for more, epochs go on.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Examples that pass the model together.</summary>
    public int BatchSize { get; init; } = 4;

    /// <summary>
    /// Fill a batch with as many examples as its rows hold (BatchSize times MaxSequence) instead of BatchSize. There is no padding either way.
    /// </summary>
    public bool Packs { get; init; }

    /// <summary>Batches whose gradients are added up for one step.</summary>
    public int Accumulation { get; init; } = 1;

    /// <summary>Longer examples are cut to so many tokens.</summary>
    public int MaxSequence { get; init; } = 512;

    public float LearningRate { get; init; } = 2e-4f;

    public Schedule Schedule { get; init; } = Schedule.Cosine;

    public int WarmupSteps { get; init; }

    public AdamOptions Adam { get; init; } = new();

    /// <summary>Gradients longer than this together are shortened to it; 0 leaves them.</summary>
    public float MaxGradientNorm { get; init; } = 1;

    /// <summary>Null trains all weights.</summary>
    public LoraOptions? Lora { get; init; }

    /// <summary>Trade a quarter more work for a fraction of the memory.</summary>
    public bool Recomputes { get; init; }

    public ulong Seed { get; init; } = 42;

    /// <summary>Not part of what is learned: any number gives the same bits.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>At most so long lies between two checkpoints, where there are any.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with the options for a model of this context, each with the name of its field; empty where nothing is.</summary>
    public IReadOnlyList<string> Problems(int contextLength)
    {
        var problems = new List<string>(Lora?.Problems() ?? []);
        void Require(bool holds, string field, object value, string expected)
        {
            if (!holds)
                problems.Add(FormattableString.Invariant($"{field}: {value} is not {expected}"));
        }
        Require(MaxSteps is not null || Epochs >= 1, "epochs", Epochs, "at least 1");
        Require(MaxSteps is null or >= 1, "max_steps", MaxSteps ?? 0, "at least 1");
        Require(BatchSize is >= 1 and <= 4096, "batch_size", BatchSize, "from 1 to 4096");
        Require(Accumulation >= 1, "gradient_accumulation_steps", Accumulation, "at least 1");
        Require(MaxSequence >= 2 && MaxSequence - 1 <= contextLength, "max_seq_length", MaxSequence, $"from 2 to the model's context of {contextLength}");
        Require(LearningRate > 0 && float.IsFinite(LearningRate), "learning_rate", LearningRate, "a positive number");
        Require(WarmupSteps >= 0, "warmup_steps", WarmupSteps, "at least 0");
        Require(Adam.WeightDecay is >= 0 and <= 1, "weight_decay", Adam.WeightDecay, "from 0 to 1");
        Require(MaxGradientNorm >= 0, "max_grad_norm", MaxGradientNorm, "at least 0");
        return problems;
    }
}
