using System.Text.Json.Nodes;
using Slipway.Formats;
using static Slipway.Models.HuggingFace.TensorRules;

namespace Slipway.Models.HuggingFace;

/// <summary>Llama, Mistral and Mixtral. GGUF keeps the rows of queries and keys in the order of an interleaved rotation.</summary>
internal sealed class LlamaFamily : Family
{
    public override string Architecture => "llama";

    public override IReadOnlyList<string> ModelTypes => ["llama", "mistral", "mixtral"];

    public override string ClassName => "LlamaForCausalLM";

    public override IEnumerable<TensorRule> Rules(ModelMetadata gguf)
    {
        var heads = gguf.Integer("llama.attention.head_count");
        var experts = gguf.Integer("llama.expert_count", 0);
        return
        [
            .. Outside(),
            .. EachLayer(gguf, layer =>
            [
                .. Attention(layer, Layout.Heads(heads), Layout.Heads(gguf.Integer("llama.attention.head_count_kv", heads))),
                Rule($"blk.{layer}.attn_norm.weight", $"model.layers.{layer}.input_layernorm.weight"),
                Rule($"blk.{layer}.ffn_norm.weight", $"model.layers.{layer}.post_attention_layernorm.weight"),
                .. experts > 0 ? ExpertRules(layer, experts) : Gated(layer, "mlp"),
            ]),
        ];
    }

    protected override void Describe(ModelMetadata config, ConfigReader reader)
    {
        RopeSettings.Read(reader, defaultBase: config.Text("model_type") == "mixtral" ? 1e6f : 10000);
        if (config.Has("sliding_window"))
            reader.Set("attention.sliding_window", (long)config.Integer("sliding_window"));
        if (config.Has("num_local_experts"))
        {
            reader.Number("expert_count", "num_local_experts");
            reader.Set("expert_used_count", (long)config.Integer("num_experts_per_tok", 2));
        }
    }

    protected override void Configure(ModelMetadata gguf, JsonObject config)
    {
        var window = gguf.Integer("llama.attention.sliding_window", 0);
        var experts = gguf.Integer("llama.expert_count", 0);
        if (experts > 0)
        {
            (config["model_type"], config["architectures"]) = ("mixtral", new JsonArray("MixtralForCausalLM"));
            (config["num_local_experts"], config["num_experts_per_tok"]) = (experts, gguf.Integer("llama.expert_used_count"));
        }
        else if (window > 0)
        {
            (config["model_type"], config["architectures"]) = ("mistral", new JsonArray("MistralForCausalLM"));
        }
        config["sliding_window"] = window > 0 ? window : null;
    }

    private static IEnumerable<TensorRule> ExpertRules(int layer, int experts)
    {
        var place = $"model.layers.{layer}.block_sparse_moe";
        TensorRule Stacked(string gguf, string name) => new(
            [$"blk.{layer}.ffn_{gguf}_exps.weight"],
            [.. Enumerable.Range(0, experts).Select(expert => $"{place}.experts.{expert}.{name}.weight")],
            Layout.Stacked);
        return
        [
            Rule($"blk.{layer}.ffn_gate_inp.weight", $"{place}.gate.weight"),
            Stacked("gate", "w1"), Stacked("down", "w2"), Stacked("up", "w3"),
        ];
    }
}
