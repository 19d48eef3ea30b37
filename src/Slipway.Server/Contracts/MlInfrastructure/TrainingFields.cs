using Slipway.Protocol.Jobs;
using Slipway.Server.Http;

namespace Slipway.Server.Contracts.MlInfrastructure;

/// <summary>A training job's <c>config</c>: what is left out has the default of <see cref="TrainingConfig"/>.</summary>
internal static class TrainingFields
{
    public static TrainingConfig Read(Fields fields)
    {
        var config = fields.Inside("config");
        var usual = new TrainingConfig();
        var read = new TrainingConfig
        {
            LearningRate = config.Number("learning_rate", 0, 1) ?? usual.LearningRate,
            BatchSize = config.Integer("batch_size", 1, 4096) ?? usual.BatchSize,
            Epochs = config.Integer("epochs", 1, 10_000) ?? usual.Epochs,
            UseLora = config.Flag("use_lora") ?? usual.UseLora,
            LoraR = config.Integer("lora_r", 1, TrainingConfig.MostRank) ?? usual.LoraR,
            LoraAlpha = config.Number("lora_alpha", 0, 1e6) ?? usual.LoraAlpha,
            LoraDropout = config.Number("lora_dropout", 0, 1) ?? usual.LoraDropout,
            UseRslora = config.Flag("use_rslora") ?? usual.UseRslora,
            TargetModules = config.Texts("target_modules", 64),
            MaxSteps = config.Integer("max_steps", 1, TrainingConfig.MostSteps),
            MaxSeqLength = config.Integer("max_seq_length", 2, 1 << 20),
            GradientAccumulationSteps = config.Integer("gradient_accumulation_steps", 1, 4096) ?? usual.GradientAccumulationSteps,
            WarmupSteps = config.Integer("warmup_steps", 0, TrainingConfig.MostSteps) ?? usual.WarmupSteps,
            WeightDecay = config.Number("weight_decay", 0, 1) ?? usual.WeightDecay,
            Scheduler = config.Text("scheduler", 32) ?? usual.Scheduler,
            MaxGradNorm = config.Number("max_grad_norm", 0, 1e6) ?? usual.MaxGradNorm,
            GradientCheckpointing = config.Flag("gradient_checkpointing") ?? usual.GradientCheckpointing,
            Seed = (ulong)(config.Long("seed", 0, long.MaxValue) ?? (long)usual.Seed),
        };
        // A member of the wrong type was named already and reads as its default, so nothing is named twice.
        foreach (var problem in read.Problems())
            config.Wrong(problem.Field, problem.Message);
        return read;
    }
}
