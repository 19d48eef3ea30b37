using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Quantization;
using Slipway.Testing;

namespace Slipway.Models.Tests.Quantization;

[Trait("Needs", "peer")]
public sealed class QuantizationPeerTests
{
    private static readonly OutlineModel[] Models =
    [
        new(),
        new(Layers: 80),
        new("qwen2", 80, KvHeads: 8) { Tied = true },
        new(Layers: 22, KvHeads: 8) { Tied = true },
        new(Layers: 6, Columns: 288),
        new(Layers: 3, Columns: 40),
        new(Layers: 32, Columns: 256) { Experts = 8 },
        new(Layers: 48, Columns: 256) { Experts = 16 },
        new("gpt2", 12, KvHeads: 8) { FusedQkv = true },
    ];

    public static TheoryData<string> Mixes => [.. QuantizationMix.All.Select(mix => mix.Name)];

    [Theory, MemberData(nameof(Mixes))]
    public void Every_tensor_gets_the_type_that_llama_cpp_gives_it(string name)
    {
        var mix = QuantizationMix.Find(name)!;
        using var folder = new TempDirectory();
        foreach (var (index, outline) in Models.Index())
        {
            var source = folder.File($"{index}.gguf");
            outline.Write(source);
            using var model = GgufFile.Open(source);
            (bool, bool)[] ways = index == 0 ? [(false, false), (true, false), (false, true)] : [(false, false)];
            foreach (var (importance, pure) in ways)
            {
                var target = folder.File("theirs.gguf");
                LlamaQuantizePeer.Quantize(source, target, mix.FileType, importance, pure);
                using var theirs = GgufFile.Open(target);
                var ours = QuantizationPlan.For(model, mix, importance, pure);
                Assert.Equal(
                    theirs.Tensors.OrderBy(tensor => tensor.Name).Select(tensor => (tensor.Name, tensor.Type)),
                    ours.OrderBy(tensor => tensor.Key).Select(tensor => (tensor.Key, tensor.Value)));
            }
        }
    }

    [Fact]
    public void A_file_of_ours_has_the_structure_of_llama_cpp_s()
    {
        using var folder = new TempDirectory();
        var (source, mine, other) = (folder.File("in.gguf"), folder.File("ours.gguf"), folder.File("theirs.gguf"));
        new OutlineModel(Layers: 4).Write(source);
        using (var model = GgufFile.Open(source))
            new Quantizer(model, QuantizationMix.Q4_K_M, new QuantizerOptions()).Write(mine);
        LlamaQuantizePeer.Quantize(source, other, QuantizationMix.Q4_K_M.FileType);
        using var ours = GgufFile.Open(mine);
        using var theirs = GgufFile.Open(other);
        Assert.Equal(theirs.Metadata.Values.OrderBy(v => v.Key), ours.Metadata.Values.OrderBy(v => v.Key));
        Assert.Equal(theirs.Tensors.Sum(tensor => tensor.ByteLength), ours.Tensors.Sum(tensor => tensor.ByteLength));
    }
}
