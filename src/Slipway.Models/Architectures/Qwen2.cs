namespace Slipway.Models.Architectures;

/// <summary>Qwen 2 and 2.5: llama with biases of queries, keys and values, rotated by halves.</summary>
internal sealed class Qwen2 : Architecture
{
    public override string Name => "qwen2";

    protected override ModelSpec Describe(SpecSource source)
    {
        var rope = Transformer.Rope(source, RopePairs.Halves);
        return Transformer.Spec(source, layer => new Layer(
            source.RootMeanSquare($"blk.{layer}.attn_norm", source.Width),
            Transformer.Attention(source, layer, rope),
            source.RootMeanSquare($"blk.{layer}.ffn_norm", source.Width),
            Transformer.Gated(source, layer, Activation.Silu, source.FeedForwardWidth)));
    }
}
