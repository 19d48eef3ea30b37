using System.Runtime.InteropServices;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Formats.Tokenizers;
using Slipway.Models.Architectures;

namespace Slipway.Models.Synthesis;

/// <summary>
/// Writes a model as training begins with it: norms of one, small embeddings, and matrices that keep the size of states; those that
/// add to the residual stream are smaller the more layers there are.
/// </summary>
public static class FreshModel
{
    private const float EmbeddingSpread = 0.05f;

    public static void Write(
        string path, RandomModelShape shape, StoredVocabulary vocabulary, ulong seed, IReadOnlyDictionary<string, object> metadata)
    {
        var stored = vocabulary.ToMetadata();
        var values = new Dictionary<string, object> { ["general.architecture"] = shape.Architecture };
        foreach (var (key, value) in RandomModel.Hyperparameters(shape).Concat(shape.Metadata))
            values[$"{shape.Architecture}.{key}"] = value;
        foreach (var (key, value) in metadata)
            values[key] = value;
        var spec = RandomModel.Describe(path, shape, values.Concat(stored.Values));

        var writer = new GgufWriter().CopyMetadata(stored);
        foreach (var (key, value) in values)
            writer.Set(key, value);
        var index = 0;
        foreach (var weight in spec.Weights)
        {
            var columns = (int)weight.Shape[^1];
            var rows = new RandomRows(seed, index++, Center(weight), Spread(weight, spec), columns);
            writer.Add(weight.Name, TensorType.F32, [.. weight.Shape], output =>
            {
                var row = new float[columns];
                for (long i = 0; i < weight.Count / columns; i++)
                {
                    rows.Fill(i, row);
                    output.Write(MemoryMarshal.AsBytes<float>(row));
                }
            });
        }
        writer.Write(path);
    }

    private static float Center(Weight weight) => weight.Name.Contains("norm.weight", StringComparison.Ordinal) ? 1 : 0;

    private static float Spread(Weight weight, ModelSpec spec)
    {
        if (weight.Shape.Count == 1)
            return 0;
        if (weight == spec.Tokens || weight == spec.Output.Matrix)
            return EmbeddingSpread;
        var spread = 1 / MathF.Sqrt(weight.Shape[^1]);
        return weight.Name.Contains("attn_output", StringComparison.Ordinal) || weight.Name.Contains("ffn_down", StringComparison.Ordinal)
            ? spread / MathF.Sqrt(2 * spec.Layers.Count)
            : spread;
    }
}
