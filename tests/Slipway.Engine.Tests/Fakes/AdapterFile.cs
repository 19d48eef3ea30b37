using Slipway.Formats.Gguf;

namespace Slipway.Engine.Tests.Fakes;

/// <summary>LoRA adapters of random weights for the tiny model.</summary>
internal static class AdapterFile
{
    public static string Write(string path, int seed, int width = 64)
    {
        const int Rank = 4;
        var random = new Random(seed);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.5f)];
        var writer = new GgufWriter().Set("general.type", "adapter").Set("general.architecture", "llama")
            .Set("adapter.type", "lora").Set("adapter.lora.alpha", 8f);
        foreach (var name in (string[])["blk.0.attn_q.weight", "blk.1.attn_output.weight"])
            writer.Add($"{name}.lora_a", [Rank, width], Values(Rank * width)).Add($"{name}.lora_b", [width, Rank], Values(width * Rank));
        writer.Write(path);
        return path;
    }
}
