using System.Runtime.InteropServices;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Quantization;
using Slipway.Tensors.Blocks;
using Slipway.Testing;

namespace Slipway.Models.Tests.Quantization;

public sealed class QuantizerTests : IDisposable
{
    private readonly TempDirectory _folder = new();

    private string Source => _folder.File("in.gguf");

    private string Target => _folder.File("out.gguf");

    [Fact]
    public void A_medium_mix_gives_sensitive_tensors_six_bits_and_leaves_norms_alone()
    {
        new OutlineModel(Layers: 8).Write(Source);
        using var model = GgufFile.Open(Source);
        var types = QuantizationPlan.For(model, QuantizationMix.Q4_K_M);
        Assert.Equal(TensorType.Q6_K, types["output.weight"]);
        Assert.Equal(TensorType.Q4_K, types["token_embd.weight"]);
        Assert.Equal(TensorType.F32, types["blk.0.attn_norm.weight"]);
        Assert.Equal([0, 3, 6, 7], Enumerable.Range(0, 8).Where(layer => types[$"blk.{layer}.ffn_down.weight"] == TensorType.Q6_K));
        Assert.All(Enumerable.Range(0, 8), layer => Assert.Equal(TensorType.Q4_K, types[$"blk.{layer}.ffn_up.weight"]));
    }

    [Fact]
    public void Rows_that_do_not_divide_fall_back_to_smaller_blocks()
    {
        new OutlineModel(Layers: 2, Columns: 288).Write(Source);
        using var model = GgufFile.Open(Source);
        var types = QuantizationPlan.For(model, QuantizationMix.Q4_K_M);
        Assert.Equal(TensorType.Q5_0, types["blk.0.ffn_up.weight"]);
        Assert.Equal(TensorType.Q8_0, types["output.weight"]);
    }

    [Fact]
    public void Written_rows_are_the_encoded_rows_of_the_source_whatever_the_threads()
    {
        new OutlineModel(Layers: 3) { Experts = 4 }.Write(Source);
        using var model = GgufFile.Open(Source);
        Quantize(model, new QuantizerOptions { Threads = 1 });
        var once = File.ReadAllBytes(Target);
        Quantize(model, new QuantizerOptions { Threads = 3 });
        Assert.Equal(once, File.ReadAllBytes(Target));
        using var result = GgufFile.Open(Target);
        foreach (var tensor in result.Tensors)
        {
            var expected = new byte[tensor.ByteLength];
            BlockCodec.Encode(tensor.Type, MemoryMarshal.Cast<byte, float>(Bytes(model.Tensor(tensor.Name))), expected);
            Assert.Equal(expected, Bytes(tensor).ToArray());
        }
        Assert.Equal(15, result.Metadata.Integer("general.file_type"));
    }

    [Fact]
    public void An_importance_matrix_is_applied_to_each_expert()
    {
        new OutlineModel(Layers: 1) { Experts = 4 }.Write(Source);
        var random = new Random(3);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 10)];
        var sums = Draw(4 * 256);
        new GgufWriter()
            .Set("general.type", "imatrix")
            .Add("blk.0.ffn_up_exps.weight.in_sum2", [4, 256], sums)
            .Add("blk.0.ffn_up_exps.weight.counts", [4, 1], [2, 5, 0, 1])
            .Write(_folder.File("imatrix.gguf"));
        using var model = GgufFile.Open(Source);
        Quantize(model, new QuantizerOptions { Importance = ImportanceMatrix.Load(_folder.File("imatrix.gguf")) });
        using var result = GgufFile.Open(Target);
        var (source, written) = (model.Tensor("blk.0.ffn_up_exps.weight"), result.Tensor("blk.0.ffn_up_exps.weight"));
        var expert = MemoryMarshal.Cast<byte, float>(Bytes(source)).Slice(512, 512);
        var expected = new byte[288];
        BlockCodec.Encode(TensorType.Q4_K, expert, expected, sums.AsSpan(256, 256));
        Assert.Equal(expected, Bytes(written).Slice(288, 288).ToArray());
    }

    [Fact]
    public void A_value_that_is_not_finite_is_named_and_nothing_is_left_behind()
    {
        new GgufWriter().Set("general.architecture", "llama").Set("llama.block_count", 1u)
            .Add("blk.0.ffn_up.weight", [2, 256], [.. Enumerable.Range(0, 512).Select(i => i == 300 ? float.NaN : i)])
            .Write(Source);
        using var model = GgufFile.Open(Source);
        var error = Assert.Throws<ModelFileException>(() => Quantize(model, new QuantizerOptions()));
        Assert.Equal($"{Source}: tensor 'blk.0.ffn_up.weight': row 1 holds a value that is not finite", error.Message);
        Assert.Equal([Source], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Quantized_weights_lose_again_only_when_asked()
    {
        new OutlineModel(Layers: 1).Write(Source);
        using (var model = GgufFile.Open(Source))
            new Quantizer(model, QuantizationMix.Q8_0, new QuantizerOptions()).Write(_folder.File("q8.gguf"));
        using var quantized = GgufFile.Open(_folder.File("q8.gguf"));
        Assert.Contains("Q8_0 already", Assert.Throws<ModelFileException>(() => Quantize(quantized, new QuantizerOptions())).Message, StringComparison.Ordinal);
        Quantize(quantized, new QuantizerOptions { Requantize = true });
        using var result = GgufFile.Open(Target);
        Assert.Equal(TensorType.Q4_K, result.Tensor("blk.0.ffn_up.weight").Type);
    }

    public void Dispose() => _folder.Dispose();

    private void Quantize(ModelFile model, QuantizerOptions options) =>
        new Quantizer(model, QuantizationMix.Q4_K_M, options).Write(Target);

    private static unsafe ReadOnlySpan<byte> Bytes(StoredTensor tensor) => new((void*)tensor.Address, (int)tensor.ByteLength);
}
