using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Quantization;
using Slipway.Models.Synthesis;
using Slipway.Models.Tests.Execution;
using Slipway.Testing;
using Slipway.Training.Adapters;
using Slipway.Training.Data;
using Slipway.Training.Export;

namespace Slipway.Training.Tests.Export;

public sealed class ModelExportTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    private string Target => _folder.File("merged.gguf");

    [Theory]
    [InlineData("llama", TensorType.F32)]
    [InlineData("gpt2", TensorType.Q8_0)]
    [InlineData("llama4 like Scout", TensorType.F16)]
    public void A_merged_model_says_what_the_adapted_one_says(string kind, TensorType type)
    {
        using var file = new TestFile(TestShapes.Architectures.GetValueOrDefault(kind, RandomModelShape.Tiny), type);
        using var model = Adapted(file);
        new ModelExport(file.Model, model).Write(Target, QuantizationMix.F16, new Dictionary<string, object> { ["general.name"] = "merged" });
        using var merged = GgufFile.Open(Target);
        var proof = MergeProof.Measure(model, file.Model, merged, Examples);
        Assert.True(proof.Holds, $"{proof}");
        Assert.True(proof.ToBase > 0.01, $"{proof}");
        Assert.Equal("merged", merged.Metadata.Text("general.name"));
        Assert.All(merged.Tensors, tensor => Assert.Equal(tensor.Shape.Count > 1 ? TensorType.F16 : TensorType.F32, tensor.Type));
        // A merge that did nothing fails.
        Assert.False(MergeProof.Measure(model, file.Model, file.Model, Examples).Holds);
    }

    [Fact]
    public void Trained_weights_take_the_place_of_the_file_s()
    {
        using var file = new TestFile(RandomModelShape.Tiny);
        using var model = new TrainableModel(file.Model, new TrainableModelOptions { MaxRows = 64 });
        foreach (var parameter in model.Parameters.All)
            parameter.Values[0] += 1;
        new ModelExport(file.Model, model).Write(Target, QuantizationMix.F32);
        using var written = GgufFile.Open(Target);
        using var read = new TrainableModel(written, new TrainableModelOptions { MaxRows = 64 });
        foreach (var (expected, actual) in model.Parameters.All.Zip(read.Parameters.All))
            Assert.Equal(expected.Values, actual.Values);
    }

    public void Dispose() => _folder.Dispose();

    private static TrainingExample[] Examples { get; } =
        [.. Enumerable.Range(0, 3).Select(seed => TrainingExample.Text([.. Enumerable.Range(0, 20).Select(i => (37 * i * (seed + 1)) % 500)]))];

    private static TrainableModel Adapted(TestFile file)
    {
        var lora = new LoraOptions { Rank = 4, Alpha = 3, RankStabilized = true };
        var model = new TrainableModel(file.Model, new TrainableModelOptions { MaxRows = 64, Lora = lora, Seed = 1 });
        var random = new Random(2);
        foreach (var parameter in model.Parameters.All)
        {
            foreach (ref var value in parameter.Values)
                value = (random.NextSingle() - 0.5f) / 4;
        }
        return model;
    }
}
