using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Synthesis;
using Slipway.Testing;

namespace Slipway.Models.Tests;

public sealed class ModelTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_opened_model_says_what_it_is()
    {
        var path = _folder.File("tiny.gguf");
        RandomModel.Write(path, RandomModelShape.Tiny, 1, TensorType.Q8_0);
        var reports = new List<LoadProgress>();

        using var model = Model.Open(path, new Reports(reports));

        Assert.Equal("llama", model.Facts.Architecture);
        Assert.Equal(TensorType.Q8_0, model.Facts.MainType);
        Assert.Equal(512, model.Tokenizer.Count);
        Assert.Equal(512, model.Spec.Vocabulary);
        Assert.Null(model.ChatTemplate);
        Assert.Equal(reports[^1].Total, reports[^1].Done);
    }

    [Fact]
    public void Equal_seeds_write_equal_files()
    {
        var paths = new[] { "a", "b", "c" }.Select(_folder.File).ToArray();
        for (var i = 0; i < 3; i++)
            RandomModel.Write(paths[i], RandomModelShape.Tiny, i == 2 ? 2u : 1u, TensorType.F16);
        Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
        Assert.NotEqual(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[2]));
    }

    [Theory]
    [InlineData("blk.1.ffn_up.weight", null, "tensor 'blk.1.ffn_up.weight': missing")]
    [InlineData("blk.0.attn_k.weight", new long[] { 64, 64 }, "tensor 'blk.0.attn_k.weight': expected the shape [32, 64], found [64, 64]")]
    public void A_tensor_that_is_missing_or_misshapen_is_named(string name, long[]? shape, string message)
    {
        var (whole, broken) = (_folder.File("whole.gguf"), _folder.File("broken.gguf"));
        RandomModel.Write(whole, RandomModelShape.Tiny, 1, TensorType.F32);
        using (var source = GgufFile.Open(whole))
        {
            var writer = new GgufWriter().CopyMetadata(source.Metadata);
            foreach (var tensor in source.Tensors)
            {
                if (tensor.Name != name)
                    writer.Add(tensor);
                else if (shape is not null)
                    writer.Add(name, shape, new float[shape.Aggregate(1L, (product, side) => product * side)]);
            }
            writer.Write(broken);
        }
        var error = Assert.Throws<ModelFileException>(() => Model.Open(broken).Dispose());
        Assert.Equal($"{broken}: {message}", error.Message);
    }

    private sealed class Reports(List<LoadProgress> list) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => list.Add(value);
    }
}
