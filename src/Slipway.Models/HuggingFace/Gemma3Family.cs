using System.Text.Json.Nodes;
using Slipway.Formats;
using static Slipway.Models.HuggingFace.TensorRules;

namespace Slipway.Models.HuggingFace;

internal sealed class Gemma3Family : Family
{
    private const int Period = 6;

    public override string Architecture => "gemma3";

    public override IReadOnlyList<string> ModelTypes => ["gemma3_text", "gemma3"];

    public override string ClassName => "Gemma3ForCausalLM";

    protected override (string Setting, string[] Names) Activation => ("hidden_activation", ["gelu_pytorch_tanh"]);

    public override IEnumerable<TensorRule> Rules(ModelMetadata gguf) =>
    [
        .. Outside(Layout.PlusOne),
        .. EachLayer(gguf, layer =>
        [
            .. Attention(layer),
            .. HeadNorms(layer, Layout.PlusOne),
            Rule($"blk.{layer}.attn_norm.weight", $"model.layers.{layer}.input_layernorm.weight", Layout.PlusOne),
            Rule($"blk.{layer}.post_attention_norm.weight", $"model.layers.{layer}.post_attention_layernorm.weight", Layout.PlusOne),
            Rule($"blk.{layer}.ffn_norm.weight", $"model.layers.{layer}.pre_feedforward_layernorm.weight", Layout.PlusOne),
            Rule($"blk.{layer}.post_ffw_norm.weight", $"model.layers.{layer}.post_feedforward_layernorm.weight", Layout.PlusOne),
            .. Gated(layer, "mlp"),
        ]),
    ];

    protected override void Describe(ModelMetadata config, ConfigReader reader)
    {
        reader.Require("use_bidirectional_attention", false);
        reader.Require("sliding_window_pattern", Period);
        if (config.Has("attn_logit_softcapping"))
            throw config.Wrong("attn_logit_softcapping", "null", config.Values["attn_logit_softcapping"]);
        if (config.Array<string>("layer_types") is { } types && types.Where((type, layer) => (type == "full_attention") != (layer % Period == Period - 1)).Any())
            throw config.Wrong("layer_types", $"full_attention in every sixth layer and sliding_attention in the others", types);

        // Config files leave out what transformers assumes for this family.
        foreach (var (setting, key, value) in (ReadOnlySpan<(string, string, object)>)
            [("head_dim", "attention.key_length", 256L), ("rms_norm_eps", "attention.layer_norm_rms_epsilon", 1e-6),
            ("num_attention_heads", "attention.head_count", 8L), ("num_key_value_heads", "attention.head_count_kv", 4L),
            ("max_position_embeddings", "context_length", 131072L), ("vocab_size", "vocab_size", 262208L)])
        {
            if (!config.Has(setting))
                reader.Set(key, value);
        }
        reader.Set("attention.sliding_window", (long)config.Integer("sliding_window", 4096));
        reader.Set("attention.scale", 1 / Math.Sqrt(config.Real("query_pre_attn_scalar", 256)));
        if (config.Has("final_logit_softcapping"))
            reader.Set("final_logit_softcapping", (double)config.Real("final_logit_softcapping", 0));
        // Newer files have the settings of both rotations inside rope_parameters.
        var inner = config.Has("rope_parameters.full_attention.rope_theta") ? ".full_attention" : "";
        RopeSettings.Read(reader, defaultBase: 1e6f, inner);
        reader.Set("rope.freq_base_swa",
            (double)config.Real("rope_parameters.sliding_attention.rope_theta", config.Real("rope_local_base_freq", 10000)));
    }

    protected override void Configure(ModelMetadata gguf, JsonObject config)
    {
        config["sliding_window"] = gguf.Integer("gemma3.attention.sliding_window", 0);
        config["sliding_window_pattern"] = Period;
        config["rope_local_base_freq"] = gguf.Real("gemma3.rope.freq_base_swa", 10000);
        var scale = gguf.Real("gemma3.attention.scale", 1 / MathF.Sqrt(gguf.Integer("gemma3.attention.key_length")));
        config["query_pre_attn_scalar"] = MathF.Round(1 / (scale * scale));
        if (gguf.Real("gemma3.final_logit_softcapping", 0) is var cap and > 0)
            config["final_logit_softcapping"] = cap;
    }
}
