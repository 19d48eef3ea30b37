using Slipway.Formats.Tokenizers.Normalizing;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tokenizers.Json;

/// <summary>Says a tokenizer.json in GGUF's words, where GGUF has them.</summary>
internal sealed class GgufConversion(string folder, TokenizerJson json, SpecialIds special)
{
    private const int LongestToken = 4096;

    public StoredVocabulary Convert()
    {
        CheckNormalizers();
        return new StoredVocabulary
        {
            Model = json.IsByteLevel ? "gpt2" : "llama",
            Pre = json.IsByteLevel ? NameRules() : null,
            Tokens = json.Spellings,
            Kinds = [.. json.Kinds.Select((_, token) => Kind(token))],
            Merges = json.IsByteLevel ? [.. json.Merges.Select(merge => $"{merge.Left} {merge.Right}")] : null,
            Scores = json.IsByteLevel ? null : Scores(),
            Bos = special.Bos,
            Eos = special.Eos,
            // What ends an answer beside EOS; those known by their spelling need no key.
            Eot = special.EndOfGeneration.Order().Cast<int?>()
                .FirstOrDefault(token => token != special.Eos && !EndOfGeneration.IsControlName(json.Spellings[token!.Value])),
            Unknown = json.UnknownToken,
            AddsBos = special.AddsBos,
            AddsEos = special.AddsEos,
            AddsSpace = json.Normalizers.Exists(normalizer => normalizer is PrefixNormalizer),
        };
    }

    // GGUF knows a space before a text, and spaces as ▁; and both only of SentencePiece's models.
    private void CheckNormalizers()
    {
        foreach (var normalizer in json.Normalizers)
        {
            var known = normalizer switch
            {
                CanonicalNormalizer => true,
                PrefixNormalizer prefix => !json.IsByteLevel && prefix.Prefix == "▁",
                ReplaceNormalizer replace => !json.IsByteLevel && (replace.Pattern, replace.Content) == (" ", "▁"),
                _ => false,
            };
            if (!known)
                throw Error("normalizer", "changes text in a way that GGUF has no words for");
        }

        if (!json.IsByteLevel && !json.Normalizers.Exists(normalizer => normalizer is ReplaceNormalizer))
            throw Error("normalizer", "leaves spaces as they are, which GGUF has no words for");
    }

    // A user-defined token with a ▁ is looked for before spaces become one, so text becomes it by merging, as any other.
    private TokenKind Kind(int token) => json.Kinds[token] switch
    {
        _ when !json.IsByteLevel && token == json.UnknownToken => TokenKind.Unknown,
        TokenKind.UserDefined when !json.IsByteLevel && json.Spellings[token].Contains(SpacedWordSplitter.Space) => TokenKind.Normal,
        var kind => kind,
    };

    private string NameRules()
    {
        if (PreTokenizer.NameOf(json.Splitters, json.IgnoresMerges) is { } name)
            return name;
        // The name stands for the other way with words that are tokens; that makes no difference where merging finds them all.
        return PreTokenizer.NameOf(json.Splitters, !json.IgnoresMerges) is { } other && MergingFindsAll()
            ? other
            : throw Error("pre_tokenizer", "llama.cpp has no name for these rules");
    }

    private bool MergingFindsAll()
    {
        var vocabulary = json.CreateVocabulary();
        var model = json.CreateModel(vocabulary);
        return Enumerable.Range(0, vocabulary.Count).All(token => vocabulary.Kind(token) != TokenKind.Normal || model.MergesInto(token));
    }

    // In GGUF neighbours merge where their text is a token, highest score first. That is the list of merges if it names all such
    // neighbours, and those of one token together.
    private float[] Scores()
    {
        // Rules that cut nothing, or only where nothing would merge, may stay unsaid.
        var cuts = json.Splitters.Exists(splitter => splitter switch
        {
            TextSplitter text => text.Separator != " ",
            SpacedWordSplitter => Array.Exists(json.Spellings, spelling => spelling.LastIndexOf(SpacedWordSplitter.Space) > 0),
            _ => true,
        });
        if (cuts)
            throw Error("pre_tokenizer", "GGUF cuts no words for such a model");
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var token = 0; token < json.Spellings.Length; token++)
        {
            if (Kind(token) is TokenKind.Normal or TokenKind.UserDefined)
                ids.TryAdd(json.Spellings[token], token);
        }

        var scores = new float[json.Spellings.Length];
        var pairs = new int[json.Spellings.Length];
        var (last, rank) = (-1, 0);
        foreach (var (left, right) in json.Merges)
        {
            if (!ids.TryGetValue($"{left}{right}", out var token))
                throw Error("model.merges", $"'{left}{right}' is no token");
            if (token != last && pairs[token] > 0)
                throw Error("model.merges", $"the merges into '{left}{right}' stand apart, which scores cannot say");
            rank += token == last ? 0 : 1;
            (scores[token], pairs[token], last) = (-rank, pairs[token] + 1, token);
        }

        foreach (var (spelling, token) in ids)
        {
            if (spelling.Length > LongestToken)
                throw Error("model.vocab", $"a token is longer than {LongestToken} characters");
            var possible = Enumerable.Range(1, spelling.Length - 1)
                .Count(at => ids.ContainsKey(spelling[..at]) && ids.ContainsKey(spelling[at..]));
            if (possible != pairs[token])
            {
                throw Error(
                    "model.merges",
                    $"'{spelling}' is put together in {possible} ways, but {pairs[token]} are named; scores cannot say that");
            }
        }

        return scores;
    }

    private ModelFileException Error(string place, string problem) => new(folder, place, problem);
}
