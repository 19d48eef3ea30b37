using Slipway.Formats;
using Slipway.Models.Synthesis;

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
}
