using Slipway.Formats.Gguf;
using Slipway.Models.Tests.Execution;

namespace Slipway.Models.Tests.Adapters;

/// <summary>Random LoRA adapters in GGUF, and models that have one merged into their weights.</summary>
internal sealed class TestAdapter
{
    private readonly Dictionary<string, (float[] A, float[] B, long Inputs, long Outputs)> _parts = [];

    public TestAdapter(Model model, int seed, params string[] matrices)
    {
        var random = new Random(seed);
        float[] Values(long count, double scale) => [.. Enumerable.Range(0, (int)count).Select(_ => (float)((random.NextDouble() - 0.5) * scale))];
        foreach (var weight in model.Spec.Weights)
        {
            if (matrices.Any(matrix => weight.Name.EndsWith($"{matrix}.weight", StringComparison.Ordinal)))
                _parts[weight.Name] = (Values(Rank * weight.Shape[1], 1), Values(Rank * weight.Shape[0], 0.5), weight.Shape[1], weight.Shape[0]);
        }
        Architecture = model.Spec.Architecture;
    }

    public static int Rank => 4;

    public static float Alpha => 6;

    public string Architecture { get; }

    public string Write(string path)
    {
        var writer = new GgufWriter().Set("general.type", "adapter").Set("general.architecture", Architecture)
            .Set("adapter.type", "lora").Set("adapter.lora.alpha", Alpha);
        foreach (var (name, (a, b, inputs, outputs)) in _parts)
            writer.Add($"{name}.lora_a", [Rank, inputs], a).Add($"{name}.lora_b", [outputs, Rank], b);
        writer.Write(path);
        return path;
    }

    /// <summary>A copy of an F32 model with this added to its matrices.</summary>
    public unsafe TestModel Merged(TestModel model, string path)
    {
        using var source = GgufFile.Open(model.Path);
        var writer = new GgufWriter().CopyMetadata(source.Metadata);
        foreach (var tensor in source.Tensors)
        {
            var values = new ReadOnlySpan<float>((void*)tensor.Address, (int)tensor.Count).ToArray();
            if (_parts.TryGetValue(tensor.Name, out var part))
            {
                for (var i = 0; i < values.Length; i++)
                {
                    var (row, column) = Math.DivRem(i, part.Inputs);
                    for (var r = 0; r < Rank; r++)
                        values[i] += part.B[row * Rank + r] * part.A[r * part.Inputs + column] * Alpha / Rank;
                }
            }
            writer.Add(tensor.Name, [.. tensor.Shape], values);
        }
        writer.Write(path);
        return new TestModel(Model.Open(path));
    }
}
