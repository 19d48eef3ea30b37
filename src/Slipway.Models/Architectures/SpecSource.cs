using Slipway.Formats;

namespace Slipway.Models.Architectures;

/// <summary>What an architecture reads: metadata under its own prefix, and which tensors there are.</summary>
public sealed class SpecSource(ModelMetadata metadata, string architecture, Func<string, bool> has)
{
    private const int MostLayers = 4096;
    private const int LargestSide = 1 << 24;

    public ModelMetadata Metadata { get; } = metadata;

    public string Architecture { get; } = architecture;

    public int Layers { get; } = Positive(metadata, $"{architecture}.block_count", MostLayers);

    public int Width { get; } = Positive(metadata, $"{architecture}.embedding_length", LargestSide);

    public int ContextLength { get; } = Positive(metadata, $"{architecture}.context_length", int.MaxValue);

    public int Heads { get; } = Positive(metadata, $"{architecture}.attention.head_count", LargestSide);

    public int KvHeads => Positive("attention.head_count_kv", Heads);

    public int HeadDim => Positive("attention.key_length", Width / Heads);

    public int FeedForwardWidth => Positive(Metadata, Key("feed_forward_length"), LargestSide);

    /// <summary>The tokenizer's tokens; a stated vocabulary_size counts where the tokens stand in another file.</summary>
    public int Vocabulary => Metadata.Array<string>("tokenizer.ggml.tokens")?.Length
        ?? Positive(Metadata, Key("vocab_size"), LargestSide);

    public string Key(string name) => $"{Architecture}.{name}";

    public bool Has(string tensor) => has(tensor);

    public int Positive(string name, int fallback) => Metadata.Has(Key(name)) ? Positive(Metadata, Key(name), LargestSide) : fallback;

    public float Real(string name, float fallback) => Metadata.Real(Key(name), fallback);

    public Weight? Optional(string name, params IReadOnlyList<long> shape) => has(name) ? new Weight(name, shape) : null;

    /// <summary>A matrix "name.weight" of [outputs, inputs], and "name.bias" where the file has it.</summary>
    public Linear Linear(string name, int outputs, int inputs) =>
        new(new Weight($"{name}.weight", outputs, inputs), Optional($"{name}.bias", outputs));

    public Norm RootMeanSquare(string name, int width) =>
        new(NormKind.RootMeanSquare, RootMeanSquareEpsilon, new Weight($"{name}.weight", width));

    public float RootMeanSquareEpsilon => PositiveReal("attention.layer_norm_rms_epsilon");

    public float PositiveReal(string name)
    {
        if (!Metadata.Has(Key(name)))
            throw Metadata.Missing(Key(name));
        var value = Real(name, 0);
        return value > 0 && float.IsFinite(value) ? value : throw Metadata.Wrong(Key(name), "a positive number", value);
    }

    private static int Positive(ModelMetadata metadata, string key, int most)
    {
        var value = metadata.Integer(key);
        return value > 0 && value <= most ? value : throw metadata.Wrong(key, $"an integer from 1 to {most}", value);
    }
}
