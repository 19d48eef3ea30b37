using System.Text.Json.Nodes;
using Slipway.Formats;
using static Slipway.Models.HuggingFace.TensorRules;

namespace Slipway.Models.HuggingFace;

internal sealed class Gpt2Family : Family
{
    public override string Architecture => "gpt2";

    public override IReadOnlyList<string> ModelTypes => ["gpt2"];

    public override string ClassName => "GPT2LMHeadModel";

    public override IReadOnlyList<(string Key, string Setting)> Numbers { get; } =
    [
        ("embedding_length", "n_embd"),
        ("block_count", "n_layer"),
        ("context_length", "n_positions"),
        ("vocab_size", "vocab_size"),
        ("attention.head_count", "n_head"),
        ("feed_forward_length", "n_inner"),
        ("attention.layer_norm_epsilon", "layer_norm_epsilon"),
    ];

    protected override (string Setting, string[] Names) Activation => ("activation_function", ["gelu_new", "gelu_pytorch_tanh"]);

    public override IEnumerable<TensorRule> Rules(ModelMetadata gguf) =>
    [
        Rule("token_embd.weight", "transformer.wte.weight"),
        Rule("position_embd.weight", "transformer.wpe.weight"),
        .. Linear("output_norm", "transformer.ln_f"),
        Rule("output.weight", "lm_head.weight") with { IsOptional = true },
        .. EachLayer(gguf, layer =>
        [
            .. Linear($"blk.{layer}.attn_norm", $"transformer.h.{layer}.ln_1"),
            .. Linear($"blk.{layer}.ffn_norm", $"transformer.h.{layer}.ln_2"),
            .. Transposed($"blk.{layer}.attn_qkv", $"transformer.h.{layer}.attn.c_attn"),
            .. Transposed($"blk.{layer}.attn_output", $"transformer.h.{layer}.attn.c_proj"),
            .. Transposed($"blk.{layer}.ffn_up", $"transformer.h.{layer}.mlp.c_fc"),
            .. Transposed($"blk.{layer}.ffn_down", $"transformer.h.{layer}.mlp.c_proj"),
        ]),
    ];

    protected override void Describe(ModelMetadata config, ConfigReader reader)
    {
        reader.Require("scale_attn_weights", true);
        reader.Require("scale_attn_by_inverse_layer_idx", false);
        if (!config.Has("n_inner"))
            reader.Set("feed_forward_length", 4L * config.Integer("n_embd"));
        if (!config.Has("layer_norm_epsilon"))
            reader.Set("attention.layer_norm_epsilon", 1e-5);
    }

    protected override void Configure(ModelMetadata gguf, JsonObject config)
    {
    }

    private static IEnumerable<TensorRule> Transposed(string gguf, string huggingFace) =>
        [Rule($"{gguf}.weight", $"{huggingFace}.weight", Layout.Transposed), Rule($"{gguf}.bias", $"{huggingFace}.bias")];
}
