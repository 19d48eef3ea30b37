using Slipway.Models.Synthesis;

namespace Slipway.Models.Tests.Execution;

/// <summary>Tiny models of every kind that is computed differently.</summary>
internal static class TestShapes
{
    private static readonly RandomModelShape Tiny = RandomModelShape.Tiny;

    public static IReadOnlyDictionary<string, RandomModelShape> Llama { get; } = new Dictionary<string, RandomModelShape>
    {
        ["tied output"] = Tiny with { Optional = [] },
        ["as many key heads as heads"] = Tiny with { KvHeads = 4 },
        ["one key head"] = Tiny with { KvHeads = 1 },
        ["biases"] = Tiny with { Optional = ["blk.*.attn_q.bias", "blk.*.attn_k.bias", "blk.*.attn_v.bias", "blk.*.attn_output.bias"] },
        ["rope_freqs"] = Tiny with { Optional = ["rope_freqs.weight"] },
        ["another base"] = Tiny with { Metadata = [("rope.freq_base", 500000f)] },
        ["linear scaling"] = Tiny with { Metadata = [("rope.scaling.type", "linear"), ("rope.scaling.factor", 4f)] },
        ["yarn"] = Tiny with
        {
            Metadata = [("rope.scaling.type", "yarn"), ("rope.scaling.factor", 4f), ("rope.scaling.original_context_length", 32u)],
        },
        ["a head of its own size"] = Tiny with
        {
            Metadata = [("attention.key_length", 32u), ("attention.value_length", 32u), ("rope.dimension_count", 32u)],
        },
        ["odd sizes"] = new(3, 72, 3, 1, 100) { Vocabulary = 333 },
    };

    public static IReadOnlyDictionary<string, RandomModelShape> Architectures { get; } = new Dictionary<string, RandomModelShape>
    {
        ["qwen2"] = Tiny with { Architecture = "qwen2", Optional = ["blk.*.attn_q.bias", "blk.*.attn_k.bias", "blk.*.attn_v.bias"] },
        ["qwen3"] = Tiny with
        {
            Architecture = "qwen3",
            Metadata = [("attention.key_length", 32u), ("attention.value_length", 32u), ("rope.dimension_count", 32u)],
        },
        ["gpt2"] = Tiny with { Architecture = "gpt2", KvHeads = 4, Optional = [], Metadata = [("attention.layer_norm_epsilon", 1e-5f)] },
        ["gemma3"] = Tiny with
        {
            Architecture = "gemma3",
            Layers = 7,
            Optional = [],
            Metadata =
            [
                ("attention.key_length", 32u), ("attention.value_length", 32u), ("rope.dimension_count", 32u),
                ("attention.sliding_window", 16u), ("rope.freq_base", 1000000f), ("rope.scaling.type", "linear"), ("rope.scaling.factor", 8f),
            ],
        },
        ["mixtral"] = Tiny with { Metadata = [("expert_count", 8u), ("expert_used_count", 2u)] },
        ["llama4 like Scout"] = Llama4(16, 1),
        ["llama4 like Maverick"] = Llama4(128, 2),
    };

    private static RandomModelShape Llama4(uint experts, uint every) => Tiny with
    {
        Architecture = "llama4",
        Layers = 4,
        Metadata =
        [
            ("expert_count", experts), ("expert_used_count", 1u), ("expert_feed_forward_length", 48u), ("interleave_moe_layer_step", every),
        ],
    };
}
