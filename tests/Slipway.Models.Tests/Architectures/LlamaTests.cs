using Slipway.Formats;
using Slipway.Models.Architectures;

namespace Slipway.Models.Tests.Architectures;

public sealed class LlamaTests
{
    [Fact]
    public void A_small_llama_has_nine_weights_a_layer_and_a_tied_output()
    {
        var spec = Architecture.Describe(Metadata.Of("llama"), _ => false);

        Assert.Equal(2 * 9 + 2, spec.Weights.Count());
        Assert.True(spec.IsTied);
        Assert.Equal([32, 64], spec.Layers[1].Attention.Key.Matrix.Shape);
        Assert.Equal("blk.1.attn_k.weight", spec.Layers[1].Attention.Key.Matrix.Name);
        Assert.Equal(0.25f, spec.Layers[0].Attention.Scale);
        Assert.Equal(new Rope(RopePairs.Interleaved, 16, 10000), spec.Layers[0].Attention.Rope);
    }

    [Fact]
    public void Optional_tensors_are_described_where_the_file_has_them()
    {
        string[] there = ["output.weight", "blk.0.attn_q.bias", "rope_freqs.weight"];
        var spec = Architecture.Describe(Metadata.Of("llama"), there.Contains);

        Assert.False(spec.IsTied);
        Assert.Equal(new Weight("blk.0.attn_q.bias", 64), spec.Layers[0].Attention.Query.Bias);
        Assert.Null(spec.Layers[1].Attention.Query.Bias);
        Assert.Equal(new Weight("rope_freqs.weight", 8), spec.Layers[1].Attention.Rope!.Factors);
        Assert.Equal(1, spec.Weights.Count(weight => weight.Name == "rope_freqs.weight"));
    }

    [Fact]
    public void Rope_scaling_is_read_in_its_new_and_old_spelling()
    {
        Rope Read(params (string, object)[] more) => Architecture.Describe(Metadata.Of("llama", more), _ => false).Layers[0].Attention.Rope!;

        Assert.Equal(0.25f, Read(("rope.scaling.type", "linear"), ("rope.scaling.factor", 4.0)).Scale);
        Assert.Equal(0.5f, Read(("rope.scale_linear", 2.0)).Scale);
        Assert.Equal(1, Read(("rope.scaling.type", "none"), ("rope.scaling.factor", 4.0)).Scale);
        var yarn = Read(("rope.scaling.type", "yarn"), ("rope.scaling.factor", 4.0), ("rope.scaling.original_context_length", 128L));
        Assert.Equal(new Yarn(128), yarn.Yarn);
        Assert.Equal(1 + 0.1f * MathF.Log(4), yarn.Magnitude);
    }

    [Theory]
    [InlineData("general.architecture", "lama", "'lama'")]
    [InlineData("block_count", 0L, "llama.block_count")]
    [InlineData("block_count", 1000000L, "llama.block_count")]
    [InlineData("attention.head_count_kv", 3L, "llama.attention.head_count_kv")]
    [InlineData("attention.value_length", 8L, "llama.attention.value_length")]
    [InlineData("attention.layer_norm_rms_epsilon", 0.0, "llama.attention.layer_norm_rms_epsilon")]
    [InlineData("rope.dimension_count", 15L, "llama.rope.dimension_count")]
    [InlineData("rope.dimension_count", 18L, "llama.rope.dimension_count")]
    [InlineData("rope.scaling.type", "longrope", "'longrope'")]
    [InlineData("embedding_length", "wide", "llama.embedding_length")]
    public void Metadata_that_make_no_model_are_an_error_that_names_the_key(string key, object value, string named)
    {
        var error = Assert.Throws<ModelFileException>(() => Architecture.Describe(Metadata.Of("llama", (key, value)), _ => false));
        Assert.StartsWith("tiny.gguf: ", error.Message);
        Assert.Contains(named, error.Message);
    }
}
