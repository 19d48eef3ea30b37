namespace Slipway.Models.Architectures;

/// <summary>Llama 1-3, Mistral, TinyLlama, SmolLM.</summary>
internal sealed class Llama : Architecture
{
    public override string Name => "llama";

    protected override ModelSpec Describe(SpecSource source)
    {
        var rope = Transformer.Rope(source, RopePairs.Interleaved);
        return Transformer.Spec(source, layer => new Layer(
            source.RootMeanSquare($"blk.{layer}.attn_norm", source.Width),
            Transformer.Attention(source, layer, rope),
            source.RootMeanSquare($"blk.{layer}.ffn_norm", source.Width),
            Transformer.Gated(source, layer, Activation.Silu, source.FeedForwardWidth)));
    }
}
