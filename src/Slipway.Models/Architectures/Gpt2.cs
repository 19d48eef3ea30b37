namespace Slipway.Models.Architectures;

/// <summary>GPT-2: learned positions, layer norms with biases, one matrix for queries, keys and values, a plain feed-forward.</summary>
internal sealed class Gpt2 : Architecture
{
    public override string Name => "gpt2";

    protected override ModelSpec Describe(SpecSource source)
    {
        var width = source.Width;
        var epsilon = source.PositiveReal("attention.layer_norm_epsilon");
        Norm LayerNorm(string name) => new(NormKind.Layer, epsilon, new Weight($"{name}.weight", width), new Weight($"{name}.bias", width));
        Linear Biased(string name, int outputs, int inputs) =>
            new(new Weight($"{name}.weight", outputs, inputs), new Weight($"{name}.bias", outputs));

        return Transformer.Spec(source, layer =>
        {
            var fused = Biased($"blk.{layer}.attn_qkv", 3 * width, width);
            return new Layer(
                LayerNorm($"blk.{layer}.attn_norm"),
                new Attention(source.Heads, source.Heads, width / source.Heads,
                    fused with { Outputs = width },
                    fused with { FirstRow = width, Outputs = width },
                    fused with { FirstRow = 2 * width, Outputs = width },
                    Biased($"blk.{layer}.attn_output", width, width)),
                LayerNorm($"blk.{layer}.ffn_norm"),
                new PlainFeedForward(Activation.Gelu,
                    Biased($"blk.{layer}.ffn_up", source.FeedForwardWidth, width),
                    Biased($"blk.{layer}.ffn_down", width, source.FeedForwardWidth)));
        }, LayerNorm("output_norm")) with
        {
            Positions = new Weight("position_embd.weight", source.ContextLength, width),
        };
    }
}
