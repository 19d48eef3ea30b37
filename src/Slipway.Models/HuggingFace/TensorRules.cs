namespace Slipway.Models.HuggingFace;

/// <summary>Tensors whose names all families since Llama share.</summary>
internal static class TensorRules
{
    public static IEnumerable<TensorRule> Outside(Layout? norm = null) =>
    [
        Rule("token_embd.weight", "model.embed_tokens.weight"),
        Rule("output_norm.weight", "model.norm.weight", norm),
        Rule("output.weight", "lm_head.weight") with { IsOptional = true },
    ];

    public static IEnumerable<TensorRule> Attention(int layer, Layout? query = null, Layout? key = null) =>
    [
        .. Linear($"blk.{layer}.attn_q", $"model.layers.{layer}.self_attn.q_proj", query),
        .. Linear($"blk.{layer}.attn_k", $"model.layers.{layer}.self_attn.k_proj", key),
        .. Linear($"blk.{layer}.attn_v", $"model.layers.{layer}.self_attn.v_proj"),
        .. Linear($"blk.{layer}.attn_output", $"model.layers.{layer}.self_attn.o_proj"),
    ];

    public static IEnumerable<TensorRule> HeadNorms(int layer, Layout? norm = null) =>
    [
        Rule($"blk.{layer}.attn_q_norm.weight", $"model.layers.{layer}.self_attn.q_norm.weight", norm),
        Rule($"blk.{layer}.attn_k_norm.weight", $"model.layers.{layer}.self_attn.k_norm.weight", norm),
    ];

    public static IEnumerable<TensorRule> Gated(int layer, string place, string suffix = "") =>
    [
        .. Linear($"blk.{layer}.ffn_gate{suffix}", $"model.layers.{layer}.{place}.gate_proj"),
        .. Linear($"blk.{layer}.ffn_up{suffix}", $"model.layers.{layer}.{place}.up_proj"),
        .. Linear($"blk.{layer}.ffn_down{suffix}", $"model.layers.{layer}.{place}.down_proj"),
    ];

    public static TensorRule Rule(string gguf, string huggingFace, Layout? layout = null) =>
        new([gguf], [huggingFace], layout ?? Layout.Same);

    /// <summary>The weight of a linear layer, and its bias where there is one.</summary>
    public static IEnumerable<TensorRule> Linear(string gguf, string huggingFace, Layout? layout = null) =>
    [
        Rule($"{gguf}.weight", $"{huggingFace}.weight", layout),
        Rule($"{gguf}.bias", $"{huggingFace}.bias", layout) with { IsOptional = true },
    ];
}
