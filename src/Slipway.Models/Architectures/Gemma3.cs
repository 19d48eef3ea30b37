namespace Slipway.Models.Architectures;

/// <summary>
/// Gemma 3 (text): norms before and after each branch, normalized heads, scaled embeddings, five layers of a sliding window with a rotation
/// of their own to each layer that sees everything. GGUF files store norm weights with the 1 added that Gemma's definition adds.
/// </summary>
internal sealed class Gemma3 : Architecture
{
    /// <summary>The 27B model alone scales scores by the width of a head in the states, not by the head's own size.</summary>
    private const int LayersOf27B = 62;

    public override string Name => "gemma3";

    protected override ModelSpec Describe(SpecSource source)
    {
        var window = source.Metadata.Integer(source.Key("attention.sliding_window"), 0);
        var period = source.Positive("attention.sliding_window_pattern", 6);
        var everywhere = Transformer.Rope(source, RopePairs.Halves);
        var nearby = new Rope(RopePairs.Halves, everywhere.Dimensions, source.Real("rope.freq_base_swa", 10000));
        var scale = source.Real("attention.scale", 1 / MathF.Sqrt(source.Layers == LayersOf27B ? source.Width / source.Heads : source.HeadDim));

        return Transformer.Spec(source, layer =>
        {
            var slides = window > 0 && layer % period < period - 1;
            return new Layer(
                source.RootMeanSquare($"blk.{layer}.attn_norm", source.Width),
                Transformer.Attention(source, layer, slides ? nearby : everywhere) with
                {
                    QueryNorm = source.RootMeanSquare($"blk.{layer}.attn_q_norm", source.HeadDim),
                    KeyNorm = source.RootMeanSquare($"blk.{layer}.attn_k_norm", source.HeadDim),
                    Scale = scale,
                    Window = slides ? window : 0,
                },
                source.RootMeanSquare($"blk.{layer}.ffn_norm", source.Width),
                Transformer.Gated(source, layer, Activation.Gelu, source.FeedForwardWidth))
            {
                AttentionPostNorm = source.RootMeanSquare($"blk.{layer}.post_attention_norm", source.Width),
                FeedForwardPostNorm = source.RootMeanSquare($"blk.{layer}.post_ffw_norm", source.Width),
            };
        }) with
        {
            EmbeddingScale = MathF.Sqrt(source.Width),
            LogitSoftcap = source.Real("final_logit_softcapping", 0),
        };
    }
}
