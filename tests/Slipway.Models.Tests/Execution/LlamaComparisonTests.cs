using Slipway.Formats;
using Slipway.Models.Execution;
using Slipway.Models.Synthesis;
using Slipway.Testing;

namespace Slipway.Models.Tests.Execution;

[Trait("Needs", "peer")]
public sealed class LlamaComparisonTests(SharedLlamaPeer peer) : IClassFixture<SharedLlamaPeer>
{
    public static TheoryData<string> Shapes => [.. TestShapes.Llama.Keys];

    public static TheoryData<string> Architectures => [.. TestShapes.Architectures.Keys];

    [Theory]
    [InlineData(TensorType.F32, 1e-6, 1e-2)]
    [InlineData(TensorType.F16, 1e-4, 5e-2)]
    [InlineData(TensorType.BF16, 1e-3, 1e-1)]
    [InlineData(TensorType.Q8_0, 1e-3, 1e-1)]
    public void Llama_models_agree_in_every_type(TensorType type, double divergence, double margin)
    {
        using var model = new TestModel(RandomModelShape.Tiny with { Layers = 4 }, type);
        LlamaComparison.AssertAgrees(model, peer.Get(), divergence, margin);
    }

    /// <summary>llama.cpp rounds what meets smaller blocks to 8 bits, we don't: it is that which these bounds allow.</summary>
    [Theory]
    [InlineData(TensorType.Q4_0)]
    [InlineData(TensorType.Q4_1)]
    [InlineData(TensorType.Q5_0)]
    [InlineData(TensorType.Q5_1)]
    [InlineData(TensorType.Q2_K)]
    [InlineData(TensorType.Q3_K)]
    [InlineData(TensorType.Q4_K)]
    [InlineData(TensorType.Q5_K)]
    [InlineData(TensorType.Q6_K)]
    public void Llama_models_agree_in_smaller_blocks(TensorType type)
    {
        using var model = new TestModel(new RandomModelShape(2, 256, 4, 2, 512) { Optional = ["output.weight"] }, type);
        LlamaComparison.AssertAgrees(model, peer.Get(), 2e-3, 2e-1);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Llama_models_agree_in_every_shape(string name)
    {
        using var model = new TestModel(TestShapes.Llama[name]);
        LlamaComparison.AssertAgrees(model, peer.Get(), 1e-6, 1e-2);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_architecture_agrees(string name)
    {
        using var model = new TestModel(TestShapes.Architectures[name]);
        LlamaComparison.AssertAgrees(model, peer.Get(), 1e-6, 1e-2);
    }

    /// <summary>From token 8192 on a chunk begins anew and the layers that see everything sharpen their queries.</summary>
    [Fact, Trait("Needs", "time")]
    public void Llama_4_agrees_beyond_a_chunk()
    {
        const int Length = 8192 + 70;
        var shape = TestShapes.Architectures["llama4 like Scout"] with { ContextLength = 16384 };
        using var model = new TestModel(shape, blocks: KvPool.BlocksFor(Length), maxRows: 512);
        var tokens = model.Tokens(Length);
        peer.Get().Load(model.Path, new LlamaPeerOptions { ContextSize = 8448 });
        var theirs = peer.Get().Logits(tokens, last: 60);
        var ours = model.Logits(tokens)[^60..];
        var divergence = theirs.Select((row, i) => Distributions.Divergence(row, ours[i])).Average();
        Assert.InRange(divergence, -1e-9, 1e-6);
    }
}
