using System.Collections.Concurrent;
using Slipway.Formats.Gguf;
using Slipway.Formats.Tokenizers;
using Slipway.Formats.Tokenizers.Training;

namespace Slipway.Formats.Tests.Tokenizers;

/// <summary>Small vocabularies of every kind, trained on text that the tests tokenize.</summary>
internal static class TestVocabularies
{
    private static readonly ConcurrentDictionary<string, StoredVocabulary> Trained = new();

    public static string[] Corpus { get; } =
        [.. NastyText.Written, .. NastyText.Written, .. Enumerable.Range(0, 300).Select(seed => NastyText.Random(new Random(seed), 20))];

    /// <summary>A byte-level vocabulary whose words are cut by the rules of that name.</summary>
    public static StoredVocabulary ByteLevel(string pre) => Trained.GetOrAdd(pre, _ => BpeTrainer.TrainByteLevel(Corpus, new()
    {
        Size = 1500,
        Pre = pre,
        Eot = "<|eot_id|>",
        Control = ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id", "<s>"],
        UserDefined = ["<think>", "</think>", "<think", "  ", "漢字"],
    }));

    // From text without brackets: llama.cpp lets text become a control token where merges can arrive at its spelling.
    public static StoredVocabulary SentencePiece() => SentencePiece("llama", Corpus.Where(text => text.IndexOfAny(['<', '[']) < 0));

    /// <summary>Merges arrive at the spelling of every control token.</summary>
    public static StoredVocabulary HostileSentencePiece() =>
        SentencePiece("hostile", [.. Corpus, .. Enumerable.Repeat("</s><s>[INST]<unk><0x0A><0xFF>", 100)]);

    private static StoredVocabulary SentencePiece(string name, IEnumerable<string> corpus) =>
        Trained.GetOrAdd(name, _ => BpeTrainer.TrainSentencePiece(corpus, new()
        {
            Size = 2500,
            Bos = "<s>",
            Eos = "</s>",
            Control = ["[INST]", "[/INST]"],
            UserDefined = ["<think>", "<|x|>"],
        }));

    /// <summary>Writes a model file that has a tokenizer and nothing else.</summary>
    public static void Write(StoredVocabulary vocabulary, string path) => new GgufWriter()
        .CopyMetadata(vocabulary.ToMetadata())
        .Set("general.architecture", "llama")
        .Set("llama.context_length", 64u)
        .Set("llama.embedding_length", 32u)
        .Set("llama.block_count", 1u)
        .Set("llama.feed_forward_length", 32u)
        .Set("llama.attention.head_count", 1u)
        .Set("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .Write(path);
}
