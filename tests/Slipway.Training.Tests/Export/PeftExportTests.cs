using System.Text.Json;
using Slipway.Formats.Safetensors;
using Slipway.Models;
using Slipway.Models.Adapters;
using Slipway.Models.Execution;
using Slipway.Models.Synthesis;
using Slipway.Models.Tests.Execution;
using Slipway.Tensors;
using Slipway.Testing;
using Slipway.Training.Adapters;
using Slipway.Training.Export;

namespace Slipway.Training.Tests.Export;

public sealed class PeftExportTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    [Theory]
    [InlineData("llama", "model.layers.1.self_attn.q_proj")]
    [InlineData("llama", "lm_head")]
    [InlineData("qwen3", "model.layers.1.mlp.down_proj")]
    [InlineData("gpt2", "transformer.h.1.attn.c_attn")]
    [InlineData("llama4 like Scout", "model.layers.1.feed_forward.shared_expert.up_proj")]
    public void The_engine_computes_with_a_written_adapter_what_the_trainer_computed(string kind, string module)
    {
        using var file = new TestFile(TestShapes.Architectures.GetValueOrDefault(kind, RandomModelShape.Tiny));
        using var trained = Adapted(file, module == "lm_head" ? ["lm_head", "v_proj"] : []);
        var folder = _folder.File("adapter");
        PeftExport.Write(folder, file.Model, trained, "org/base");

        using (var tensors = SafetensorsFile.Open(Path.Combine(folder, "adapter_model.safetensors")))
            Assert.Contains(tensors.Tensors, tensor => tensor.Name == $"base_model.model.{module}.lora_A.weight" && tensor.Shape[0] == 4);
        var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "adapter_config.json"))).RootElement;
        Assert.Equal(("LORA", "org/base", 4), (config.GetProperty("peft_type").GetString(), config.GetProperty("base_model_name_or_path").GetString(), config.GetProperty("r").GetInt32()));
        Assert.Equal(kind == "gpt2", config.GetProperty("fan_in_fan_out").GetBoolean());
        Assert.Contains(module[(module.LastIndexOf('.') + 1)..], config.GetProperty("target_modules").EnumerateArray().Select(name => name.GetString()));

        int[] tokens = [5, 40, 17, 99, 3, 77, 12];
        var batch = new Slipway.Training.Tape.MicroBatch(tokens.Length);
        batch.Add([.. tokens, 0], new bool[tokens.Length + 1]);
        var expected = trained.Logits(batch);
        using var model = Model.Open(file.Path);
        using var adapter = Adapter.Open(folder, model);
        using var team = new ThreadTeam(1);
        using var pool = new KvPool(model.Spec, 1);
        using var executor = new Executor(model, team, pool, tokens.Length);
        var span = new Batch(tokens.Length, 1);
        span.Add(tokens, 0, [0], Want.All, adapter);
        executor.Run(span);
        for (var row = 0; row < tokens.Length; row++)
        {
            var logits = executor.Logits(row);
            for (var i = 0; i < logits.Length; i++)
                Assert.Equal(expected[row * logits.Length + i], logits[i], 0.02f);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static TrainableModel Adapted(TestFile file, string[] targets)
    {
        var model = new TrainableModel(file.Model, new TrainableModelOptions
        {
            MaxRows = 16,
            Lora = new LoraOptions { Rank = 4, Alpha = 3, RankStabilized = true, Targets = targets },
        });
        var random = new Random(2);
        foreach (var parameter in model.Parameters.All)
        {
            foreach (ref var value in parameter.Values)
                value = (random.NextSingle() - 0.5f) / 4;
        }
        return model;
    }
}
