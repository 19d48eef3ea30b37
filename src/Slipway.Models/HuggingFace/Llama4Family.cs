using System.Text.Json.Nodes;
using Slipway.Formats;
using static Slipway.Models.HuggingFace.TensorRules;

namespace Slipway.Models.HuggingFace;

internal sealed class Llama4Family : Family
{
    private const int FullAttentionEvery = 4;
    private const int Chunk = 8192;

    public override string Architecture => "llama4";

    public override IReadOnlyList<string> ModelTypes => ["llama4_text", "llama4"];

    public override string ClassName => "Llama4ForCausalLM";

    public override IReadOnlyList<(string Key, string Setting)> Numbers { get; } =
    [
        ("embedding_length", "hidden_size"),
        ("block_count", "num_hidden_layers"),
        ("feed_forward_length", "intermediate_size_mlp"),
        ("expert_feed_forward_length", "intermediate_size"),
        ("context_length", "max_position_embeddings"),
        ("vocab_size", "vocab_size"),
        ("attention.head_count", "num_attention_heads"),
        ("attention.head_count_kv", "num_key_value_heads"),
        ("attention.key_length", "head_dim"),
        ("attention.layer_norm_rms_epsilon", "rms_norm_eps"),
        ("expert_count", "num_local_experts"),
        ("expert_used_count", "num_experts_per_tok"),
        ("interleave_moe_layer_step", "interleave_moe_layer_step"),
    ];

    public override IEnumerable<TensorRule> Rules(ModelMetadata gguf)
    {
        var expertsEvery = gguf.Integer("llama4.interleave_moe_layer_step", 1);
        return
        [
            .. Outside(),
            .. EachLayer(gguf, layer =>
            [
                .. Attention(layer),
                Rule($"blk.{layer}.attn_norm.weight", $"model.layers.{layer}.input_layernorm.weight"),
                Rule($"blk.{layer}.ffn_norm.weight", $"model.layers.{layer}.post_attention_layernorm.weight"),
                .. (layer + 1) % expertsEvery == 0 ? ExpertRules(layer) : Gated(layer, "feed_forward"),
            ]),
        ];
    }

    protected override void Describe(ModelMetadata config, ConfigReader reader)
    {
        reader.Require("attn_temperature_tuning", true);
        reader.Require("floor_scale", 8192);
        reader.Require("attn_scale", 0.1f);
        reader.Require("no_rope_layer_interval", FullAttentionEvery);
        if (config.Array<long>("no_rope_layers") is { Length: > 0 } rotated
            && rotated.Where((rotates, layer) => rotates == 0 != ((layer + 1) % FullAttentionEvery == 0)).Any())
        {
            throw config.Wrong("no_rope_layers", "0 in every fourth layer and 1 in the others", rotated);
        }
        if (config.Integer("attention_chunk_size", Chunk) is var chunk and not Chunk)
            reader.Set("attention.sliding_window", (long)chunk);
        reader.Set("attention.qk_norm", config.Flag("use_qk_norm", true));
        RopeSettings.Read(reader, defaultBase: 500000);
    }

    protected override void Configure(ModelMetadata gguf, JsonObject config)
    {
        config["attention_chunk_size"] = gguf.Integer("llama4.attention.sliding_window", Chunk);
        config["use_qk_norm"] = gguf.Flag("llama4.attention.qk_norm", gguf.Integer("llama4.expert_count") != 128);
        config["attn_temperature_tuning"] = true;
    }

    private static IEnumerable<TensorRule> ExpertRules(int layer)
    {
        var place = $"model.layers.{layer}.feed_forward";
        return
        [
            Rule($"blk.{layer}.ffn_gate_inp.weight", $"{place}.router.weight"),
            new TensorRule(
                [$"blk.{layer}.ffn_gate_exps.weight", $"blk.{layer}.ffn_up_exps.weight"], [$"{place}.experts.gate_up_proj"], Layout.FusedExperts),
            Rule($"blk.{layer}.ffn_down_exps.weight", $"{place}.experts.down_proj", Layout.Transposed),
            .. Gated(layer, "feed_forward.shared_expert", "_shexp"),
        ];
    }
}
