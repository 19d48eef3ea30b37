using Slipway.Formats.Tokenizers.Merging;
using Slipway.Formats.Tokenizers.Normalizing;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tokenizers;

/// <summary>
/// The tokenizer that a model's metadata describes under GGUF's keys: <c>gpt2</c> (byte-level byte-pair encoding) or <c>llama</c>
/// (SentencePiece's).
/// </summary>
public static class GgufTokenizer
{
    private const string ModelKey = "tokenizer.ggml.model";
    private const string PreKey = "tokenizer.ggml.pre";
    private const string TokensKey = "tokenizer.ggml.tokens";
    private const string KindsKey = "tokenizer.ggml.token_type";
    private const string ScoresKey = "tokenizer.ggml.scores";
    private const string MergesKey = "tokenizer.ggml.merges";

    public static Tokenizer Load(ModelMetadata metadata) => metadata.Text(ModelKey) switch
    {
        "gpt2" => LoadByteLevel(metadata),
        "llama" => LoadSentencePiece(metadata),
        var other => throw metadata.Wrong(ModelKey, "'gpt2' or 'llama'", other),
    };

    private static WordTokenizer LoadByteLevel(ModelMetadata metadata)
    {
        // Files from before the key existed leave it out, and llama.cpp has a rule for them.
        var pre = metadata.Text(PreKey, "default");
        var rules = PreTokenizer.Find(pre) ?? throw metadata.Wrong(PreKey, "a pre-tokenizer that is known here", pre);
        var spellings = ReadSpellings(metadata);
        var vocabulary = new Vocabulary(spellings, ReadKinds(metadata, spellings), Vocabulary.ReadByteLevel);
        var stored = metadata.Array<string>(MergesKey) ?? throw metadata.Missing(MergesKey);
        var merges = new (ReadOnlyMemory<char> Left, ReadOnlyMemory<char> Right)[stored.Length];
        for (var i = 0; i < stored.Length; i++)
        {
            var space = stored[i].IndexOf(' ', Math.Min(1, stored[i].Length));
            if (space < 0)
                throw metadata.Wrong(MergesKey, $"two parts in merge {i}", stored[i]);
            merges[i] = (stored[i].AsMemory(0, space), stored[i].AsMemory(space + 1));
        }

        var model = RankedMerges.Create(vocabulary, merges, byteLevel: true, wholeWords: rules.IgnoreMerges);
        var special = ReadSpecialIds(metadata, spellings, null, null) with
        {
            AddsBos = metadata.Flag("tokenizer.ggml.add_bos_token", rules.AddsBos),
            AddsEos = metadata.Flag("tokenizer.ggml.add_eos_token", false),
        };
        return new(vocabulary, model, special) { Splitters = rules.Splitters, RepairsText = true };
    }

    private static WordTokenizer LoadSentencePiece(ModelMetadata metadata)
    {
        var spellings = ReadSpellings(metadata);
        var kinds = ReadKinds(metadata, spellings);
        var vocabulary = new Vocabulary(spellings, kinds, Vocabulary.ReadSpaced)
        {
            Unknown = Id(metadata, "unknown", spellings.Length) ??
                (Array.IndexOf(kinds, TokenKind.Unknown) is >= 0 and var unknown ? unknown : null),
        };
        var model = ScoredMerges.Create(vocabulary, ReadScores(metadata, spellings.Length));
        // Files from before the keys existed are of Llama's vocabulary.
        var special = ReadSpecialIds(metadata, spellings, 1, 2) with
        {
            AddsBos = metadata.Flag("tokenizer.ggml.add_bos_token", true),
            AddsEos = metadata.Flag("tokenizer.ggml.add_eos_token", false),
            AddsSpace = metadata.Flag("tokenizer.ggml.add_space_prefix", true),
        };
        var mergesAcrossWords = Enumerable.Range(0, spellings.Length)
            .Any(token => kinds[token] is TokenKind.Normal or TokenKind.UserDefined && SpacedWordSplitter.Disallowed(spellings[token]));
        var escape = new ReplaceNormalizer(" ", "▁");
        return new(vocabulary, model, special)
        {
            Normalizer = special.AddsSpace ? new NormalizerChain([escape, new PrefixNormalizer("▁")]) : escape,
            Splitters = mergesAcrossWords ? [] : [new SpacedWordSplitter()],
        };
    }

    private static string[] ReadSpellings(ModelMetadata metadata)
    {
        var stored = metadata.Array<string>(TokensKey) ?? throw metadata.Missing(TokensKey);
        if (stored.Length == 0)
            throw metadata.Wrong(TokensKey, "tokens", stored);
        // Text never becomes a token without a spelling.
        return Array.IndexOf(stored, "") < 0
            ? stored
            : [.. stored.Select((spelling, token) => spelling == "" ? $"[EMPTY_{token}]" : spelling)];
    }

    private static TokenKind[] ReadKinds(ModelMetadata metadata, string[] spellings)
    {
        var kinds = new TokenKind[spellings.Length];
        Array.Fill(kinds, TokenKind.Normal);
        if (metadata.Array<long>(KindsKey) is { } stored)
        {
            if (stored.Length < kinds.Length)
                throw metadata.Wrong(KindsKey, $"a type for each of {kinds.Length} tokens", stored);
            for (var token = 0; token < kinds.Length; token++)
                kinds[token] = stored[token] is >= 0 and <= (long)TokenKind.Byte ? (TokenKind)stored[token] : TokenKind.Undefined;
        }

        // Files exist that call these normal, and a user could then end the model's turn.
        for (var token = 0; token < kinds.Length; token++)
        {
            if (EndOfGeneration.IsControlName(spellings[token]))
                kinds[token] = TokenKind.Control;
        }

        return kinds;
    }

    private static float[] ReadScores(ModelMetadata metadata, int count)
    {
        if (!metadata.Has(ScoresKey))
            return new float[count];
        var stored = metadata.Values[ScoresKey] is long[] whole
            ? Array.ConvertAll(whole, score => (float)score)
            : Array.ConvertAll(metadata.Array<double>(ScoresKey)!, score => (float)score);
        return stored.Length < count || Array.Exists(stored, float.IsNaN)
            ? throw metadata.Wrong(ScoresKey, $"a score for each of {count} tokens", stored)
            : stored;
    }

    private static SpecialIds ReadSpecialIds(ModelMetadata metadata, string[] spellings, int? defaultBos, int? defaultEos)
    {
        var bos = Id(metadata, "bos", spellings.Length) ?? defaultBos;
        var eos = Id(metadata, "eos", spellings.Length) ?? defaultEos;
        return new SpecialIds
        {
            Bos = bos < spellings.Length ? bos : null,
            Eos = eos < spellings.Length ? eos : null,
            EndOfGeneration = EndOfGeneration.Find(
                spellings, purpose => purpose == "eos" ? eos : Id(metadata, purpose, spellings.Length)),
        };
    }

    // Files exist with ids beyond the vocabulary; there they mean none.
    private static int? Id(ModelMetadata metadata, string purpose, int count)
    {
        var key = $"tokenizer.ggml.{purpose}_token_id";
        if (!metadata.Values.TryGetValue(key, out var value))
            return null;
        if (value is not (long or ulong))
            throw metadata.Wrong(key, "a token id", value);
        return value is long id && id >= 0 && id < count ? (int)id : null;
    }
}
