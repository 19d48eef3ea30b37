using System.Text.Json;
using Slipway.Protocol.Jobs;

namespace Slipway.Protocol.Tests.Jobs;

public sealed class JobSpecTests
{
    [Fact]
    public void A_specification_has_the_names_of_the_documents_fields()
    {
        var spec = JsonSerializer.Deserialize("""
            {"kind": "training", "model": "base.gguf", "folder": "out", "dataset": {"path": "data.jsonl", "format": "jsonl", "held_out": 0.2},
             "config": {"learning_rate": 2e-5, "batch_size": 8, "epochs": 3, "use_lora": true, "lora_r": 16, "lora_alpha": 32, "lora_dropout": 0.05,
                        "max_steps": 7, "max_seq_length": 64, "gradient_accumulation_steps": 2, "warmup_steps": 1, "weight_decay": 0, "scheduler": "linear",
                        "seed": 9, "target_modules": ["q_proj"], "unknown": 1}}
            """, JobJson.Default.JobSpec)!;
        Assert.Equal(0.2, spec.Dataset.HeldOut);
        Assert.Equal((2e-5, 16, 0.05, 7), (spec.Config.LearningRate, spec.Config.LoraR, spec.Config.LoraDropout, spec.Config.MaxSteps));
        Assert.Equal(["q_proj"], spec.Config.TargetModules!);
        Assert.Empty(spec.Config.Problems());
        Assert.Equal(spec.Config with { TargetModules = null },
            JsonSerializer.Deserialize(JsonSerializer.Serialize(spec, JobJson.Default.JobSpec), JobJson.Default.JobSpec)!.Config with { TargetModules = null });
    }

    [Fact]
    public void What_a_specification_leaves_out_has_its_default()
    {
        var spec = JsonSerializer.Deserialize("""{"kind": "training", "model": "m", "folder": "f", "dataset": {"path": "d", "format": "json"}, "config": {}}""",
            JobJson.Default.JobSpec)!;
        Assert.Equal(new TrainingConfig(), spec.Config);
        Assert.Equal((0.1, "all", true), (spec.Dataset.HeldOut, spec.Dataset.Part, spec.Merge));
        Assert.Equal(128, spec.Evaluation.MaxTokens);
        Assert.Empty(spec.Config.Problems());
    }

    [Fact]
    public void Every_field_that_is_out_of_range_is_named()
    {
        var config = new TrainingConfig
        {
            LearningRate = 0,
            BatchSize = 0,
            Epochs = 0,
            LoraR = 0,
            LoraAlpha = -1,
            LoraDropout = 1,
            TargetModules = [""],
            MaxSteps = 0,
            MaxSeqLength = 1,
            GradientAccumulationSteps = 0,
            WarmupSteps = -1,
            WeightDecay = 2,
            Scheduler = "steps",
            MaxGradNorm = -1,
        };
        Assert.Equal(
        [
            "batch_size", "epochs", "gradient_accumulation_steps", "learning_rate", "lora_alpha", "lora_dropout", "lora_r", "max_grad_norm", "max_seq_length",
            "max_steps", "scheduler", "target_modules", "warmup_steps", "weight_decay",
        ], config.Problems().Select(problem => problem.Field).Order(StringComparer.Ordinal));
    }
}
