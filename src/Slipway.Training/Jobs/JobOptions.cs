using Slipway.Protocol.Jobs;
using Slipway.Training.Adapters;
using Slipway.Training.Data;
using Slipway.Training.Optimization;

namespace Slipway.Training.Jobs;

/// <summary>A job's configuration in the trainer's words.</summary>
internal static class JobOptions
{
    private const int UsualSequence = 512;

    /// <param name="config">As it was asked for.</param>
    /// <param name="context">Of the model.</param>
    /// <param name="examples">No more room is planned than the longest of them needs.</param>
    /// <param name="threads">Threads that compute.</param>
    public static TrainingOptions Of(TrainingConfig config, int context, IReadOnlyList<TrainingExample> examples, int threads)
    {
        var most = config.MaxSeqLength ?? Math.Min(UsualSequence, context);
        return new TrainingOptions
        {
            Epochs = config.Epochs,
            MaxSteps = config.MaxSteps,
            BatchSize = config.BatchSize,
            Accumulation = config.GradientAccumulationSteps,
            MaxSequence = most > context ? most : Math.Min(most, Math.Max(2, examples.Max(example => example.Tokens.Length))),
            LearningRate = (float)config.LearningRate,
            Schedule = config.Scheduler switch { "constant" => Schedule.Constant, "linear" => Schedule.Linear, _ => Schedule.Cosine },
            WarmupSteps = config.WarmupSteps,
            Adam = new AdamOptions { WeightDecay = (float)config.WeightDecay },
            MaxGradientNorm = (float)config.MaxGradNorm,
            Lora = !config.UseLora ? null : new LoraOptions
            {
                Rank = config.LoraR,
                Alpha = (float)config.LoraAlpha,
                Dropout = (float)config.LoraDropout,
                RankStabilized = config.UseRslora,
                Targets = config.TargetModules ?? [],
            },
            Recomputes = config.GradientCheckpointing,
            Seed = config.Seed,
            Threads = threads,
            CheckpointEvery = TimeSpan.FromMinutes(4),
        };
    }
}
