namespace Slipway.Models.Quantization;

/// <summary>What a tensor does in the model, as far as its sensitivity to quantization depends on it.</summary>
internal enum TensorRole
{
    Other,
    Embedding,
    Output,
    Value,
    Key,
    AttentionOutput,
    Down,
}

internal static class TensorRoles
{
    // Fused query-key-value counts as a value: it contains one.
    private static readonly (string Part, TensorRole Role)[] Parts =
    [
        ("attn_qkv.weight", TensorRole.Value),
        ("attn_kv_b.weight", TensorRole.Value),
        ("attn_v.weight", TensorRole.Value),
        ("attn_k.weight", TensorRole.Key),
        ("attn_output.weight", TensorRole.AttentionOutput),
        ("ffn_down", TensorRole.Down),
    ];

    // Small tensors that steer much, or that no kernel multiplies.
    private static readonly string[] Kept =
    [
        "_norm.weight", "ffn_gate_inp.weight", "position_embd", "token_types", "ssm_conv1d", "attn_rel_b.weight", ".rel_pos", ".patch_embd",
    ];

    public static TensorRole Of(string name) => name switch
    {
        "output.weight" => TensorRole.Output,
        "token_embd.weight" or "per_layer_token_embd.weight" => TensorRole.Embedding,
        _ => Parts.FirstOrDefault(part => name.Contains(part.Part, StringComparison.Ordinal)).Role,
    };

    /// <summary>Whether a tensor is quantized at all: matrices (also one for each expert) of weights.</summary>
    public static bool IsQuantized(string name, IReadOnlyList<long> shape) =>
        shape.Count - shape.TakeWhile(side => side == 1).Count() >= 2
        && name.EndsWith("weight", StringComparison.Ordinal)
        && !Kept.Any(part => name.Contains(part, StringComparison.Ordinal));
}
