namespace Slipway.Models.Architectures;

/// <summary>
/// Llama 1-3, Mistral (the first of which had a sliding window), TinyLlama, SmolLM, and Mixtral: with experts where the metadata count any.
/// </summary>
internal sealed class Llama : Architecture
{
    public override string Name => "llama";

    protected override ModelSpec Describe(SpecSource source)
    {
        var rope = Transformer.Rope(source, RopePairs.Interleaved);
        return Transformer.Spec(source, layer => new Layer(
            source.RootMeanSquare($"blk.{layer}.attn_norm", source.Width),
            Transformer.Attention(source, layer, rope) with { Window = source.Positive("attention.sliding_window", 0) },
            source.RootMeanSquare($"blk.{layer}.ffn_norm", source.Width),
            source.Positive("expert_count", 0) > 0
                ? Transformer.Experts(source, layer, Activation.Silu, source.FeedForwardWidth) with { Weights = RouterWeights.SoftmaxOverUsed }
                : Transformer.Gated(source, layer, Activation.Silu, source.FeedForwardWidth)));
    }
}
