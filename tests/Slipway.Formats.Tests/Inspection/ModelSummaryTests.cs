using Slipway.Formats.Gguf;
using Slipway.Formats.HuggingFace;
using Slipway.Formats.Inspection;
using Slipway.Formats.Safetensors;
using Slipway.Testing;

namespace Slipway.Formats.Tests.Inspection;

public sealed class ModelSummaryTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_gguf_file_says_what_it_is()
    {
        new GgufWriter().Set("general.architecture", "qwen9").Set("general.name", "Q").Set("qwen9.context_length", 4096u).Set("qwen9.block_count", 2u)
            .Set("qwen9.embedding_length", 64u).Set("qwen9.feed_forward_length", new[] { 128, 256 }).Set("qwen9.attention.head_count", 4u)
            .Set("qwen9.attention.head_count_kv", 2ul).Set("qwen9.expert_count", 8u).Set("qwen9.expert_used_count", 2u)
            .Set("tokenizer.ggml.model", "gpt2").Set("tokenizer.ggml.pre", "qwen2").Set("tokenizer.ggml.tokens", new[] { "a", "b" })
            .Add("a", TensorType.Q8_0, [2, 32], output => output.Write(new byte[68])).Add("b", TensorType.Q8_0, [1, 32], output => output.Write(new byte[34]))
            .Add("n", [32], new float[32]).Write(_folder.File("m.gguf"));
        using var file = GgufFile.Open(_folder.File("m.gguf"));
        var summary = ModelSummary.Of(file);
        Assert.Equal(("GGUF version 3", "Q", "qwen9", "gpt2 (qwen2)"), (summary.Format, summary.Name, summary.Architecture, summary.Tokenizer));
        Assert.Equal((4096, 2, 64, 4, 2, 16), (summary.ContextLength, summary.Layers, summary.Width, summary.Heads, summary.KvHeads, summary.HeadDim));
        Assert.Equal((8, 2, 2, null), (summary.Experts, summary.ExpertsUsed, summary.Vocabulary, summary.FeedForwardWidth));
        Assert.Equal((128, 230, 256), (summary.Parameters, summary.Bytes, summary.CacheBytesPerToken));
        Assert.Equal([new(TensorType.F32, 1, 32, 128), new TypeShare(TensorType.Q8_0, 2, 96, 102)], summary.Types);
        Assert.False(summary.HasChatTemplate);
    }

    [Fact]
    public void A_directory_says_what_it_is()
    {
        new SafetensorsWriter().Add("w", [8], new float[8]).WriteModel(_folder.Path);
        File.WriteAllText(_folder.File("config.json"), """{"model_type": "gpt2", "n_positions": 1024, "n_embd": 64, "n_layer": 3, "n_head": 8, "vocab_size": 50257}""");
        File.WriteAllText(_folder.File("tokenizer.json"), """{"model": {"type": "BPE"}}""");
        File.WriteAllText(_folder.File("tokenizer_config.json"), """{"chat_template": "{{ x }}"}""");
        using var directory = HuggingFaceDirectory.Open(_folder.Path);
        var summary = ModelSummary.Of(directory);
        Assert.Equal(("gpt2", "tokenizer.json (BPE)", true), (summary.Architecture, summary.Tokenizer, summary.HasChatTemplate));
        Assert.Equal((1024, 3, 64, 8, 8, 8, 50257), (summary.ContextLength, summary.Layers, summary.Width, summary.Heads, summary.KvHeads, summary.HeadDim, summary.Vocabulary));
    }

    [Fact]
    public void What_says_nothing_is_summed_up_as_nothing()
    {
        new GgufWriter().Set("general.architecture", 7u).Set("general.type", "adapter").Write(_folder.File("m.gguf"));
        using var file = GgufFile.Open(_folder.File("m.gguf"));
        var summary = ModelSummary.Of(file);
        Assert.Equal((null, "adapter", null, 0, 0.0), (summary.Architecture, summary.Kind, summary.Heads, summary.Parameters, summary.BitsPerWeight));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(1000, "1.00 K")]
    [InlineData(9_999, "10.0 K")]
    [InlineData(999_499, "999 K")]
    [InlineData(999_500, "1.00 M")]
    [InlineData(1_235_814_400, "1.24 B")]
    [InlineData(70_553_706_496, "70.6 B")]
    public void Large_numbers_are_said_short(long count, string expected) => Assert.Equal(expected, Printable.Count(count));

    [Fact]
    public void Values_are_put_on_one_line_and_cut_between_characters()
    {
        Assert.Equal("a␊b␛[0m\uFFFD", Printable.Line("a\nb\e[0m\u0085", 100));
        Assert.Equal("ab…", Printable.Line("abc", 2));
        Assert.Equal("a…", Printable.Line("a😀b", 2));
        Assert.Equal("3 values: 1, 2, 3", Printable.Value(new long[] { 1, 2, 3 }, 100));
        Assert.Equal("2 values: x␊, []", Printable.Value(new object[] { "x\n", Array.Empty<long>() }, 18));
        Assert.EndsWith("48, 49, …", Printable.Value(Enumerable.Range(0, 60).Select(i => (long)i).ToArray(), 500));
        Assert.Equal(("1E-05", "true", "-5"), (Printable.Value((double)1e-5f, 9), Printable.Value(true, 9), Printable.Value(-5L, 9)));
    }
}
