using Slipway.Models.Adapters;
using Slipway.Models.Architectures;
using Slipway.Models.Execution;
using Slipway.Models.HuggingFace;
using Slipway.Models.Synthesis;
using Slipway.Models.Tests.Execution;
using Slipway.Models.Tests.HuggingFace;
using Slipway.Testing;

namespace Slipway.Models.Tests.Adapters;

[Trait("Needs", "peer")]
public sealed class AdapterComparisonTests
{
    [Fact]
    public void An_adapter_in_GGUF_computes_what_llama_cpp_computes_with_it()
    {
        using var folder = new TempDirectory();
        using var peer = LlamaPeer.Start();
        using var model = new TestModel(RandomModelShape.Tiny);
        var path = new TestAdapter(model.Model, 1, "attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
            .Write(folder.File("adapter.gguf"));
        using var adapter = Adapter.Open(path, model.Model);
        var tokens = model.Tokens(60);

        peer.Load(model.Path, new LlamaPeerOptions { Adapters = [(path, 1)] });
        var theirs = peer.Logits(tokens, tokens.Length);
        model.Batch.Add(tokens, 0, [0, 1], Want.All, adapter);
        model.Executor.Run(model.Batch);

        var divergence = Enumerable.Range(0, tokens.Length).Average(row => Distributions.Divergence(theirs[row], model.Executor.Logits(row)));
        Assert.InRange(divergence, -1e-9, 1e-6);
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("gpt2")]
    [InlineData("llama4")]
    public async Task An_adapter_as_PEFT_saves_it_computes_what_PyTorch_computes_with_it(string kind)
    {
        using var torch = await TorchModel.WriteAsync(kind, hasAdapter: true);
        var file = HuggingFaceModel.Open(torch.Path);
        using var model = new TestModel(new Model(file, Architecture.Describe(file), null!));
        using var adapter = Adapter.Open(Path.Combine(torch.Path, "adapter"), model.Model);

        model.Batch.Add(torch.Tokens, 0, [0, 1], Want.All, adapter);
        model.Executor.Run(model.Batch);

        var divergence = torch.Logits.Select((theirs, row) => Distributions.Divergence(theirs, model.Executor.Logits(row))).Average();
        Assert.InRange(divergence, -1e-9, 5e-6);
    }
}
