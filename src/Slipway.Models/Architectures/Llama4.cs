namespace Slipway.Models.Architectures;

/// <summary>
/// Llama 4 (text): three layers of chunked attention with rotated heads to each layer that sees everything, has no positions and
/// sharpens its queries as the context grows; experts with a shared one in every layer (Scout) or every second (Maverick), weighted
/// before they run.
/// </summary>
internal sealed class Llama4 : Architecture
{
    private const int FullAttentionEvery = 4;
    private const int DefaultChunk = 8192;
    private static readonly AttentionTemperature Sharpening = new(8192, 0.1f);

    public override string Name => "llama4";

    protected override ModelSpec Describe(SpecSource source)
    {
        var chunk = source.Positive("attention.sliding_window", DefaultChunk);
        var expertsEvery = source.Positive("interleave_moe_layer_step", 1);
        var expertWidth = source.Positive("expert_feed_forward_length", source.FeedForwardWidth);
        var rope = Transformer.Rope(source, RopePairs.Interleaved);
        // Maverick is the one that doesn't normalize heads; its files don't say so otherwise than by their 128 experts.
        var norm = source.Metadata.Flag(source.Key("attention.qk_norm"), source.Positive("expert_count", 0) != 128)
            ? new Norm(NormKind.RootMeanSquare, source.RootMeanSquareEpsilon)
            : null;

        return Transformer.Spec(source, layer =>
        {
            var attention = Transformer.Attention(source, layer, null);
            attention = (layer + 1) % FullAttentionEvery != 0
                ? attention with { Rope = rope, QueryNorm = norm, KeyNorm = norm, NormAfterRope = true, Chunk = chunk }
                : attention with { Temperature = Sharpening };
            return new Layer(
                source.RootMeanSquare($"blk.{layer}.attn_norm", source.Width),
                attention,
                source.RootMeanSquare($"blk.{layer}.ffn_norm", source.Width),
                (layer + 1) % expertsEvery == 0
                    ? Transformer.Experts(source, layer, Activation.Silu, expertWidth) with
                    {
                        Weights = RouterWeights.Sigmoid,
                        WeightsBefore = true,
                        Shared = Transformer.Gated(source, layer, Activation.Silu, expertWidth, "_shexp"),
                    }
                    : Transformer.Gated(source, layer, Activation.Silu, source.FeedForwardWidth));
        });
    }
}
