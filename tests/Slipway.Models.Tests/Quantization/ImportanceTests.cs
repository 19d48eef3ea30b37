using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Execution;
using Slipway.Models.Quantization;
using Slipway.Models.Synthesis;
using Slipway.Models.Tests.Execution;
using Slipway.Testing;

namespace Slipway.Models.Tests.Quantization;

public sealed class ImportanceTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_the_mean_square_of_what_meets_a_column()
    {
        using var model = new TestModel(RandomModelShape.Tiny);
        var text = Text(1, 28);
        var importance = ImportanceMeter.Measure(model.Model, text, "text", new ImportanceOptions { Threads = 2, Window = 1024 });
        using var file = GgufFile.Open(model.Path);
        // The same rows meet Q, K and V.
        var query = importance.For(file.Tensor("blk.1.attn_q.weight"), 0, 1).ToArray();
        Assert.Equal(query, importance.For(file.Tensor("blk.1.attn_v.weight"), 0, 1).ToArray());
        Assert.Equal(file.Tensors.Count(tensor => tensor.Shape.Count == 2) - 1, importance.Count);

        int[] tokens = [model.Model.Tokenizer.Bos!.Value, .. model.Model.Tokenizer.Encode(text, parseSpecial: false)];
        Assert.InRange(tokens.Length, 50, 96);
        model.Batch.Clear();
        model.Batch.Add(tokens, 0, [.. Enumerable.Range(0, KvPool.BlocksFor(tokens.Length))], Want.Hidden);
        model.Executor.Run(model.Batch);
        var output = importance.For(file.Tensor("output.weight"), 0, 1);
        for (var column = 0; column < output.Length; column++)
        {
            var square = 0.0;
            for (var row = 0; row < tokens.Length; row++)
                square += Math.Pow(model.Executor.Hidden(row)[column], 2);
            Assert.Equal(square / tokens.Length, output[column], 1e-5);
        }
    }

    [Fact]
    public void Windows_are_runs_of_their_own_and_experts_are_counted_apart()
    {
        using var model = new TestModel(TestShapes.Architectures["mixtral"]);
        var importance = ImportanceMeter.Measure(model.Model, Text(2, 200), "text", new ImportanceOptions { Threads = 1, Window = 32 });
        using var file = GgufFile.Open(model.Path);
        var tensor = file.Tensors.First(tensor => tensor.Name.Contains("ffn_down_exps", StringComparison.Ordinal));
        var experts = (int)tensor.Shape[0];
        var means = Enumerable.Range(0, experts).Select(expert => importance.For(tensor, expert, experts).ToArray()).ToArray();
        Assert.All(means, columns => Assert.All(columns, mean => Assert.True(mean > 0)));
        Assert.NotEqual(means[0], means[1]);
    }

    /// <summary>In real models some channels are far larger than others; here the norms make them so.</summary>
    [Theory]
    [InlineData("Q3_K_S")]
    [InlineData("Q4_K_S")]
    public void Measured_importance_brings_a_quantized_model_closer_to_its_source(string type)
    {
        var shape = new RandomModelShape(2, 256, 4, 4, 512) { Optional = ["output.weight"] };
        using var plain = new TestModel(shape);
        var path = WithUnevenNorms(plain.Path);
        using var source = new TestModel(Model.Open(path));
        var importance = ImportanceMeter.Measure(source.Model, Text(3, 1500), "text", new ImportanceOptions { Threads = 2 });

        var tokens = source.Model.Tokenizer.Encode(Text(4, 60), parseSpecial: false).Take(90).ToArray();
        var expected = source.Logits(tokens);
        var (without, with) = (Divergence(null), Divergence(importance));
        Assert.True(with < 0.9 * without, $"{type}: divergence {without} without and {with} with importance");

        double Divergence(ImportanceMatrix? matrix)
        {
            var target = _folder.File("out.gguf");
            using (var file = GgufFile.Open(path))
                new Quantizer(file, QuantizationMix.Find(type)!, new QuantizerOptions { Importance = matrix }).Write(target);
            using var quantized = new TestModel(Model.Open(target));
            var found = quantized.Logits(tokens);
            return expected.Select((row, i) => Distributions.Divergence(row, found[i])).Average();
        }
    }

    private string WithUnevenNorms(string path)
    {
        var target = _folder.File("uneven.gguf");
        using var source = GgufFile.Open(path);
        var writer = new GgufWriter().CopyMetadata(source.Metadata);
        var random = new Random(7);
        foreach (var tensor in source.Tensors)
        {
            if (tensor.Name.EndsWith("norm.weight", StringComparison.Ordinal))
                writer.Add(tensor.Name, [.. tensor.Shape], [.. Enumerable.Range(0, (int)tensor.Count).Select(_ => random.Next(16) == 0 ? 6f : 0.6f)]);
            else
                writer.Add(tensor);
        }
        writer.Write(target);
        return target;
    }

    private static string Text(int seed, int words)
    {
        string[] known = ["the", "tide", "comes", "and", "goes", "twice", "a", "day", "harbour", "ships", "wait", "for", "water", "north", "wind"];
        var random = new Random(seed);
        return string.Join(' ', Enumerable.Range(0, words).Select(_ => known[random.Next(known.Length)]));
    }
}
