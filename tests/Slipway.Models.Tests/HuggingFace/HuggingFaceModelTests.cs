using Slipway.Models.Architectures;
using Slipway.Models.HuggingFace;
using Slipway.Models.Tests.Execution;
using Slipway.Testing;

namespace Slipway.Models.Tests.HuggingFace;

[Trait("Needs", "peer")]
public sealed class HuggingFaceModelTests
{
    [Theory]
    [InlineData("llama")]
    [InlineData("llama-tied")]
    [InlineData("llama-bias")]
    [InlineData("llama-head-dim")]
    [InlineData("llama3")]
    [InlineData("llama-linear")]
    [InlineData("llama-yarn")]
    [InlineData("llama-yarn-factor")]
    [InlineData("mistral")]
    [InlineData("mixtral")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("gpt2")]
    [InlineData("gemma3")]
    [InlineData("gemma3-scaled")]
    [InlineData("llama4")]
    [InlineData("llama", "F16")]
    [InlineData("llama", "BF16")]
    [InlineData("gpt2", "BF16")]
    [InlineData("gemma3", "BF16")]
    public async Task A_directory_computes_what_PyTorch_computes(string kind, string type = "F32")
    {
        using var torch = await TorchModel.WriteAsync(kind, type);
        var file = HuggingFaceModel.Open(torch.Path);
        using var model = new TestModel(new Model(file, Architecture.Describe(file), null!));
        var logits = model.Logits(torch.Tokens);
        var divergence = torch.Logits.Zip(logits, (theirs, ours) => Distributions.Divergence(theirs, ours)).Average();
        TestContext.Current.TestOutputHelper?.WriteLine($"mean divergence {divergence:E2}");
        // Ours keeps keys and values in half precision, PyTorch's doesn't.
        Assert.InRange(divergence, -1e-9, 5e-6);
    }
}
