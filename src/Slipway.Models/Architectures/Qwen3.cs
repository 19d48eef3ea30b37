namespace Slipway.Models.Architectures;

/// <summary>Qwen 3 (dense): each head of queries and keys is normalized before it is rotated.</summary>
internal sealed class Qwen3 : Architecture
{
    public override string Name => "qwen3";

    protected override ModelSpec Describe(SpecSource source)
    {
        var rope = Transformer.Rope(source, RopePairs.Halves);
        return Transformer.Spec(source, layer => new Layer(
            source.RootMeanSquare($"blk.{layer}.attn_norm", source.Width),
            Transformer.Attention(source, layer, rope) with
            {
                QueryNorm = source.RootMeanSquare($"blk.{layer}.attn_q_norm", source.HeadDim),
                KeyNorm = source.RootMeanSquare($"blk.{layer}.attn_k_norm", source.HeadDim),
            },
            source.RootMeanSquare($"blk.{layer}.ffn_norm", source.Width),
            Transformer.Gated(source, layer, Activation.Silu, source.FeedForwardWidth)));
    }
}
