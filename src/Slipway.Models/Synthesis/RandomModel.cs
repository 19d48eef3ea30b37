using System.Text.RegularExpressions;
using Slipway.Formats;
using Slipway.Formats.Gguf;
using Slipway.Models.Architectures;
using Slipway.Tensors.Blocks;

namespace Slipway.Models.Synthesis;

/// <summary>
/// Writes models that compute as real ones do and say nothing: random weights, scaled so that states keep their size and logits do not
/// overflow or vanish. Equal shapes and seeds give equal files, whatever the number of threads.
/// </summary>
public static partial class RandomModel
{
    /// <summary>How far the logits spread: their standard deviation.</summary>
    private const float LogitSpread = 1.5f;

    public static void Write(string path, RandomModelShape shape, ulong seed, TensorType type)
    {
        var values = SyntheticVocabulary.Metadata(shape.Vocabulary, shape.ControlTokens);
        values["general.architecture"] = shape.Architecture;
        values["general.name"] = "random";
        foreach (var (key, value) in shape.General)
            values[key] = value;
        if (shape.ChatTemplate is { } template)
            values["tokenizer.chat_template"] = template;
        foreach (var (key, value) in Hyperparameters(shape).Concat(shape.Metadata))
            values[$"{shape.Architecture}.{key}"] = value;

        var spec = Describe(path, shape, values);

        var writer = new GgufWriter();
        foreach (var (key, value) in values)
            writer.Set(key, value);
        var index = 0;
        foreach (var weight in spec.Weights)
        {
            var stored = StoredAs(weight, type);
            var source = new RandomRows(seed, index++, Center(weight), Spread(weight, spec), (int)weight.Shape[^1]);
            writer.Add(weight.Name, stored, [.. weight.Shape], output => WriteRows(output, source, stored, weight.Count / weight.Shape[^1]));
        }
        writer.Write(path);
    }

    internal static ModelSpec Describe(string path, RandomModelShape shape, IEnumerable<KeyValuePair<string, object>> values) => Architecture.Describe(
        new ModelMetadata(path, values.ToDictionary(entry => entry.Key, entry => AsRead(entry.Value))),
        name => shape.Optional.Contains(LayerNumber().Replace(name, "blk.*.")));

    internal static IEnumerable<(string Key, object Value)> Hyperparameters(RandomModelShape shape) =>
    [
        ("vocab_size", (uint)shape.Vocabulary),
        ("context_length", (uint)shape.ContextLength),
        ("embedding_length", (uint)shape.Width),
        ("block_count", (uint)shape.Layers),
        ("feed_forward_length", (uint)shape.FeedForward),
        ("attention.head_count", (uint)shape.Heads),
        ("attention.head_count_kv", (uint)shape.KvHeads),
        ("attention.layer_norm_rms_epsilon", 1e-5f),
        ("rope.dimension_count", (uint)(shape.Width / shape.Heads)),
    ];

    /// <summary>Vectors, routers and learned positions stay exact, and so do rows that are no whole number of blocks.</summary>
    private static TensorType StoredAs(Weight weight, TensorType type)
    {
        if (weight.Shape.Count == 1 || weight.Name.Contains("ffn_gate_inp", StringComparison.Ordinal) || weight.Name == "position_embd.weight")
            return TensorType.F32;
        return weight.Shape[^1] % TensorTypes.BlockLength(type) == 0 ? type : TensorType.F16;
    }

    private static float Center(Weight weight) => weight.Name switch
    {
        "rope_freqs.weight" => 4,
        _ when weight.Name.Contains("norm.weight", StringComparison.Ordinal) => 1,
        _ => 0,
    };

    private static float Spread(Weight weight, ModelSpec spec) => weight switch
    {
        { Name: "rope_freqs.weight" } => 1.5f,
        { Shape.Count: 1 } => 0.1f,
        _ when weight == spec.Output.Matrix || weight == spec.Tokens => LogitSpread / MathF.Sqrt(spec.Width),
        { Name: "position_embd.weight" } => 0.5f / MathF.Sqrt(spec.Width),
        _ => 1 / MathF.Sqrt(weight.Shape[^1]),
    };

    private static void WriteRows(Stream output, RandomRows source, TensorType type, long rows)
    {
        var rowBytes = (int)TensorTypes.ByteLength(type, source.Columns);
        var perPart = Math.Max(1, (1 << 20) / rowBytes);
        var buffer = new byte[(long)perPart * rowBytes];
        for (long first = 0; first < rows; first += perPart)
        {
            var count = (int)Math.Min(perPart, rows - first);
            Parallel.For(0, count, () => new float[source.Columns], (row, _, values) =>
            {
                source.Fill(first + row, values);
                BlockCodec.Encode(type, values, buffer.AsSpan(row * rowBytes, rowBytes));
                return values;
            }, _ => { });
            output.Write(buffer, 0, count * rowBytes);
        }
    }

    /// <summary>A value as a reader of the file would see it.</summary>
    private static object AsRead(object value) => value switch
    {
        uint n => (long)n,
        float r => (double)r,
        int[] numbers => Array.ConvertAll(numbers, n => (long)n),
        float[] numbers => Array.ConvertAll(numbers, r => (double)r),
        _ => value,
    };

    [GeneratedRegex(@"^blk\.\d+\.")]
    private static partial Regex LayerNumber();
}
