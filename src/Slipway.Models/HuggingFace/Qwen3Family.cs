using System.Text.Json.Nodes;
using Slipway.Formats;
using static Slipway.Models.HuggingFace.TensorRules;

namespace Slipway.Models.HuggingFace;

internal sealed class Qwen3Family : Family
{
    public override string Architecture => "qwen3";

    public override IReadOnlyList<string> ModelTypes => ["qwen3"];

    public override string ClassName => "Qwen3ForCausalLM";

    public override IEnumerable<TensorRule> Rules(ModelMetadata gguf) =>
    [
        .. Outside(),
        .. EachLayer(gguf, layer =>
        [
            .. Attention(layer),
            .. HeadNorms(layer),
            Rule($"blk.{layer}.attn_norm.weight", $"model.layers.{layer}.input_layernorm.weight"),
            Rule($"blk.{layer}.ffn_norm.weight", $"model.layers.{layer}.post_attention_layernorm.weight"),
            .. Gated(layer, "mlp"),
        ]),
    ];

    protected override void Describe(ModelMetadata config, ConfigReader reader)
    {
        reader.Require("use_sliding_window", false);
        // What transformers assumes where config.json leaves it out.
        if (!config.Has("head_dim"))
            reader.Set("attention.key_length", 128L);
        RopeSettings.Read(reader, defaultBase: 10000);
    }

    protected override void Configure(ModelMetadata gguf, JsonObject config) => config["use_sliding_window"] = false;
}
