namespace Slipway.Models.Architectures;

/// <summary>The parts that the families share; each family takes what is its own.</summary>
internal static class Transformer
{
    /// <summary>A spec with the usual embedding, final norm and output, which is tied where there is no output.weight.</summary>
    public static ModelSpec Spec(SpecSource source, Func<int, Layer> layer, Norm? outputNorm = null)
    {
        var tokens = new Weight("token_embd.weight", source.Vocabulary, source.Width);
        return new ModelSpec(source.Architecture, source.Vocabulary, source.Width, source.ContextLength)
        {
            Tokens = tokens,
            Layers = [.. Enumerable.Range(0, source.Layers).Select(layer)],
            OutputNorm = outputNorm ?? source.RootMeanSquare("output_norm", source.Width),
            Output = new Linear(
                source.Optional("output.weight", source.Vocabulary, source.Width) ?? tokens,
                source.Optional("output.bias", source.Vocabulary)),
        };
    }

    public static Attention Attention(SpecSource source, int layer, Rope? rope)
    {
        var (heads, kvHeads, headDim) = (source.Heads, source.KvHeads, source.HeadDim);
        if (heads % kvHeads != 0)
            throw source.Metadata.Wrong(source.Key("attention.head_count_kv"), $"a divisor of {heads}", kvHeads);
        if (source.Positive("attention.value_length", headDim) is var valueLength && valueLength != headDim)
            throw source.Metadata.Wrong(source.Key("attention.value_length"), $"the key length {headDim}", valueLength);
        return new Attention(heads, kvHeads, headDim,
            source.Linear($"blk.{layer}.attn_q", heads * headDim, source.Width),
            source.Linear($"blk.{layer}.attn_k", kvHeads * headDim, source.Width),
            source.Linear($"blk.{layer}.attn_v", kvHeads * headDim, source.Width),
            source.Linear($"blk.{layer}.attn_output", source.Width, heads * headDim))
        {
            Rope = rope,
        };
    }

    public static GatedFeedForward Gated(SpecSource source, int layer, Activation activation, int width, string suffix = "") =>
        new(activation,
            source.Linear($"blk.{layer}.ffn_gate{suffix}", width, source.Width),
            source.Linear($"blk.{layer}.ffn_up{suffix}", width, source.Width),
            source.Linear($"blk.{layer}.ffn_down{suffix}", source.Width, width));

    /// <summary>Experts of which the metadata say how many there are and how many a row takes; weighted by softmax unless changed.</summary>
    public static ExpertFeedForward Experts(SpecSource source, int layer, Activation activation, int width)
    {
        var (experts, used) = (source.Positive("expert_count", 0), source.Positive("expert_used_count", 0));
        if (used < 1 || used > experts)
            throw source.Metadata.Wrong(source.Key("expert_used_count"), $"an integer from 1 to {experts}", used);
        return new ExpertFeedForward(activation, experts, used,
            source.Linear($"blk.{layer}.ffn_gate_inp", experts, source.Width),
            new Weight($"blk.{layer}.ffn_gate_exps.weight", experts, width, source.Width),
            new Weight($"blk.{layer}.ffn_up_exps.weight", experts, width, source.Width),
            new Weight($"blk.{layer}.ffn_down_exps.weight", experts, source.Width, width))
        {
            WeightScale = source.Real("expert_weights_scale", 0) is var scale and not 0 ? scale : 1,
        };
    }

    /// <summary>The rotation by the rope.* metadata, with Llama 3's factors where the file has them.</summary>
    public static Rope Rope(SpecSource source, RopePairs pairs)
    {
        var dimensions = source.Positive("rope.dimension_count", source.HeadDim);
        if (dimensions % 2 != 0 || dimensions > source.HeadDim)
            throw source.Metadata.Wrong(source.Key("rope.dimension_count"), $"an even number up to {source.HeadDim}", dimensions);
        var rope = new Rope(pairs, dimensions, source.Real("rope.freq_base", 10000))
        {
            Factors = source.Optional("rope_freqs.weight", dimensions / 2),
            Magnitude = source.Real("rope.scaling.attn_factor", 1),
        };
        // A factor without a type is linear scaling; the oldest files say scale_linear.
        var type = source.Metadata.Text(source.Key("rope.scaling.type"), "linear");
        var factor = source.Real("rope.scaling.factor", source.Real("rope.scale_linear", 0));
        var scale = factor == 0 ? 1 : 1 / factor;
        return type switch
        {
            "none" => rope,
            "linear" => rope with { Scale = scale },
            "yarn" => WithYarn(source, rope with { Scale = scale }),
            _ => throw source.Metadata.Wrong(source.Key("rope.scaling.type"), "none, linear or yarn", type),
        };
    }

    private static Rope WithYarn(SpecSource source, Rope rope)
    {
        var factor = 1 / rope.Scale;
        // Attention over a longer context is flatter; turned values grow to make up for it.
        var magnitude = factor <= 1 ? 1 : 1 + 0.1f * MathF.Log(factor);
        return rope with
        {
            Magnitude = rope.Magnitude * magnitude,
            Yarn = new Yarn(
                source.Positive("rope.scaling.original_context_length", source.ContextLength),
                source.Real("rope.scaling.yarn_beta_fast", 32),
                source.Real("rope.scaling.yarn_beta_slow", 1)),
        };
    }
}
