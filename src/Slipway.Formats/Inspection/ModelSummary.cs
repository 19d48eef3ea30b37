using System.Globalization;
using Slipway.Formats.Gguf;
using Slipway.Formats.HuggingFace;
using Slipway.Formats.Safetensors;

namespace Slipway.Formats.Inspection;

/// <summary>What a model file is, in one look. What a file does not say, or says in an unknown way, is null.</summary>
public sealed record ModelSummary
{
    public required string Path { get; init; }

    public required string Format { get; init; }

    public string? Name { get; init; }

    /// <summary>What it is where it is not a model: an adapter, a vocabulary.</summary>
    public string? Kind { get; init; }

    public string? Architecture { get; init; }

    public long? ContextLength { get; init; }

    public long? Layers { get; init; }

    public long? Width { get; init; }

    public long? FeedForwardWidth { get; init; }

    public long? Heads { get; init; }

    public long? KvHeads { get; init; }

    public long? HeadDim { get; init; }

    public long? Experts { get; init; }

    public long? ExpertsUsed { get; init; }

    public long? Vocabulary { get; init; }

    public string? Tokenizer { get; init; }

    public bool HasChatTemplate { get; init; }

    public required ModelMetadata Metadata { get; init; }

    public required IReadOnlyList<StoredTensor> Tensors { get; init; }

    public long Parameters => Tensors.Sum(tensor => tensor.Count);

    public long Bytes => Tensors.Sum(tensor => tensor.ByteLength);

    public double BitsPerWeight => Parameters == 0 ? 0 : 8.0 * Bytes / Parameters;

    /// <summary>What a token in the context takes in a cache of 16-bit keys and values.</summary>
    public long? CacheBytesPerToken => Layers * KvHeads * HeadDim * 2 * 2;

    /// <summary>The encodings, that of most bytes first.</summary>
    public IReadOnlyList<TypeShare> Types => [.. Tensors.GroupBy(tensor => tensor.Type)
        .Select(group => new TypeShare(group.Key, group.Count(), group.Sum(tensor => tensor.Count), group.Sum(tensor => tensor.ByteLength)))
        .OrderByDescending(share => share.Bytes)];

    public static ModelSummary Of(GgufFile file) => GgufSummary.Of(file);

    public static ModelSummary Of(HuggingFaceDirectory directory) => HuggingFaceSummary.Of(directory);

    public static ModelSummary Of(SafetensorsFile file) =>
        new() { Path = file.Path, Format = "safetensors", Metadata = file.Metadata, Tensors = file.Tensors };

    /// <summary>An integer under the first key that has one.</summary>
    internal static long? Integer(ModelMetadata metadata, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            if (metadata.Values.TryGetValue(key, out var value) && value is long or <= (ulong)long.MaxValue)
                return Convert.ToInt64(value, CultureInfo.InvariantCulture);
        return null;
    }

    internal static string? Text(ModelMetadata metadata, string key) => metadata.Values.GetValueOrDefault(key) as string;
}
