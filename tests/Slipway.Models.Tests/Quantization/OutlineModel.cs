using Slipway.Formats;
using Slipway.Formats.Gguf;

namespace Slipway.Models.Tests.Quantization;

/// <summary>A model file with the tensors of a real architecture, many layers and hardly any width: enough to choose types by.</summary>
internal sealed record OutlineModel(string Architecture = "llama", int Layers = 32, int Heads = 8, int KvHeads = 2, int Columns = 256)
{
    public int Experts { get; init; }

    public bool Tied { get; init; }

    public bool FusedQkv { get; init; }

    public void Write(string path)
    {
        var writer = new GgufWriter()
            .Set("general.architecture", Architecture)
            .Set($"{Architecture}.block_count", (uint)Layers)
            .Set($"{Architecture}.context_length", 128u)
            .Set($"{Architecture}.embedding_length", (uint)Columns)
            .Set($"{Architecture}.feed_forward_length", (uint)Columns)
            .Set($"{Architecture}.attention.head_count", (uint)Heads)
            .Set($"{Architecture}.attention.head_count_kv", (uint)KvHeads)
            .Set($"{Architecture}.attention.layer_norm_rms_epsilon", 1e-5f)
            .Set($"{Architecture}.attention.layer_norm_epsilon", 1e-5f)
            .Set($"{Architecture}.vocab_size", 16u);
        if (Experts > 0)
            writer.Set($"{Architecture}.expert_count", (uint)Experts).Set($"{Architecture}.expert_used_count", 2u);
        var random = new Random(1);
        void Add(string name, params long[] shape) =>
            writer.Add(name, shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)]);
        Add("token_embd.weight", 16, Columns);
        Add("output_norm.weight", Columns);
        if (Architecture == "gpt2")
            Add("position_embd.weight", 128, Columns);
        if (!Tied)
            Add("output.weight", 16, Columns);
        for (var layer = 0; layer < Layers; layer++)
        {
            var block = $"blk.{layer}.";
            Add(block + "attn_norm.weight", Columns);
            if (FusedQkv)
            {
                Add(block + "attn_qkv.weight", 6, Columns);
                Add(block + "attn_qkv.bias", 6);
            }
            else
            {
                Add(block + "attn_q.weight", 4, Columns);
                Add(block + "attn_k.weight", 2, Columns);
                Add(block + "attn_v.weight", 2, Columns);
            }
            Add(block + "attn_output.weight", 4, Columns);
            if (Experts > 0)
            {
                Add(block + "ffn_gate_inp.weight", Experts, Columns);
                foreach (var part in new[] { "gate", "up", "down" })
                    Add(block + $"ffn_{part}_exps.weight", Experts, 2, Columns);
            }
            else
            {
                foreach (var part in new[] { "gate", "up", "down" })
                    Add(block + $"ffn_{part}.weight", 4, Columns);
            }
        }
        writer.Write(path);
    }
}
