using System.Text.Json;
using Slipway.Formats.Tokenizers.Merging;
using Slipway.Formats.Tokenizers.Normalizing;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tokenizers.Json;

/// <summary>
/// A <c>tokenizer.json</c> of Hugging Face's tokenizers whose model is byte-pair encoding: over bytes as GPT-2's, or over characters as
/// converted SentencePiece models have it.
/// </summary>
internal sealed class TokenizerJson
{
    private readonly JsonPlace _model;

    /// <param name="file">The file.</param>
    /// <param name="size">How many tokens there are at least: what the file doesn't name is unused.</param>
    public TokenizerJson(JsonPlace file, int size)
    {
        _model = file.Required("model");
        var type = _model.Member("type")?.AsText() ?? (_model.Member("merges") is null ? "" : "BPE");
        if (type != "BPE")
            throw _model.Error($"expected a model of the type 'BPE', found '{type}'");
        foreach (var affix in (ReadOnlySpan<string>)["continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (_model.Member(affix) is { } text && text.AsText() != "")
                throw text.Error("words with affixes are not known here");
        }

        NormalizerReader.Read(file.Member("normalizer"), Normalizers);
        IsByteLevel = PreTokenizerReader.Read(file.Member("pre_tokenizer"), Normalizers, Splitters);
        FallsBackToBytes = _model.Flag("byte_fallback", false);
        IgnoresMerges = _model.Flag("ignore_merges", false);
        FusesUnknown = _model.Flag("fuse_unk", false);
        (Spellings, Kinds) = ReadVocabulary(file, size);
        UnknownToken = _model.Member("unk_token") is { } unknown ? Find(unknown.AsText()) : null;
        if (UnknownToken is { } token && Kinds[token] == TokenKind.Normal)
            Kinds[token] = TokenKind.Unknown;
        Merges = ReadMerges();
        DropsSpace = StripsSpace(file.Member("decoder"));
    }

    public bool IsByteLevel { get; }

    public bool FallsBackToBytes { get; }

    public bool IgnoresMerges { get; }

    public bool FusesUnknown { get; }

    public string[] Spellings { get; }

    public TokenKind[] Kinds { get; }

    public int? UnknownToken { get; }

    public List<(ReadOnlyMemory<char> Left, ReadOnlyMemory<char> Right)> Merges { get; }

    public List<Normalizer> Normalizers { get; } = [];

    public List<Splitter> Splitters { get; } = [];

    /// <summary>Decoding drops the space at the beginning of a text.</summary>
    public bool DropsSpace { get; }

    public int? Find(string spelling) => Array.IndexOf(Spellings, spelling) is >= 0 and var token ? token : null;

    public Vocabulary CreateVocabulary() => IsByteLevel
        ? new Vocabulary(Spellings, Kinds, Vocabulary.ReadByteLevel) { Unknown = UnknownToken }
        : new Vocabulary(Spellings, Kinds, Vocabulary.ReadSpaced, Vocabulary.ReadSpaced) { Unknown = UnknownToken };

    public RankedMerges CreateModel(Vocabulary vocabulary)
    {
        Fallback? fallback = null;
        if (!IsByteLevel)
        {
            var bytes = FallsBackToBytes ? vocabulary.ByteTokens() : new int[256];
            if (!FallsBackToBytes)
                Array.Fill(bytes, -1);
            fallback = new Fallback(bytes, UnknownToken ?? -1) { Fuses = FusesUnknown };
        }

        return RankedMerges.Create(vocabulary, Merges, IsByteLevel, fallback, IgnoresMerges);
    }

    private (string[] Spellings, TokenKind[] Kinds) ReadVocabulary(JsonPlace file, int size)
    {
        var vocabulary = _model.Required("vocab");
        if (vocabulary.Value.ValueKind != JsonValueKind.Object)
            throw vocabulary.Error($"expected an object, found {vocabulary.Value.ValueKind}");
        var tokens = new List<(int Id, string Spelling, TokenKind Kind)>();
        foreach (var member in vocabulary.Value.EnumerateObject())
        {
            var isByte = FallsBackToBytes && Vocabulary.TryReadByte(member.Name, out _);
            var id = new JsonPlace(file.File, $"model.vocab['{member.Name}']", member.Value).AsId();
            tokens.Add((id, member.Name, isByte ? TokenKind.Byte : TokenKind.Normal));
        }

        foreach (var added in file.Elements("added_tokens"))
        {
            // Only phi-3 and its like strip the text around special tokens, and they say so here.
            if (added.Flag("lstrip", false) || added.Flag("rstrip", false) || added.Flag("single_word", false))
                throw added.Error("a token that changes the text beside it is not known here");
            var kind = added.Flag("special", false) ? TokenKind.Control : TokenKind.UserDefined;
            tokens.Add((added.Required("id").AsId(), added.Text("content"), kind));
        }

        if (tokens.Count == 0)
            throw vocabulary.Error("is empty");
        // Ids may have gaps; what is not there is spelled so that no text is it.
        var count = Math.Max(size, tokens.Max(token => token.Id) + 1);
        if (size > 0 && count > size)
            throw vocabulary.Error($"has {count} tokens, but the model's embedding {size}");
        if (size == 0 && count > 4 * tokens.Count + 4096)
            throw vocabulary.Error($"ids go up to {count - 1}, far beyond the number of tokens");
        var spellings = new string[count];
        var kinds = new TokenKind[count];
        Array.Fill(kinds, TokenKind.Unused);
        foreach (var (id, spelling, kind) in tokens)
            (spellings[id], kinds[id]) = (spelling, EndOfGeneration.IsControlName(spelling) ? TokenKind.Control : kind);
        for (var id = 0; id < count; id++)
            spellings[id] ??= $"[UNUSED_{id}]";
        return (spellings, kinds);
    }

    // Written as "a b" or, since tokens may hold spaces, as ["a", "b"].
    private List<(ReadOnlyMemory<char> Left, ReadOnlyMemory<char> Right)> ReadMerges()
    {
        var merges = new List<(ReadOnlyMemory<char> Left, ReadOnlyMemory<char> Right)>();
        foreach (var merge in _model.Elements("merges"))
        {
            if (merge.Value.ValueKind == JsonValueKind.Array && merge.Value.GetArrayLength() == 2)
            {
                merges.Add((Part(0), Part(1)));
                continue;
            }

            var text = merge.AsText();
            var space = text.IndexOf(' ', Math.Min(1, text.Length));
            if (space < 0)
                throw merge.Error($"expected two parts, found '{text}'");
            merges.Add((text.AsMemory(0, space), text.AsMemory(space + 1)));

            ReadOnlyMemory<char> Part(int index) => (merge with { Value = merge.Value[index] }).AsText().AsMemory();
        }

        return merges;
    }

    private static bool StripsSpace(JsonPlace? place) => place is { } decoder && decoder.Text("type") switch
    {
        "Sequence" => decoder.Elements("decoders").Any(element => StripsSpace(element)),
        "Strip" => decoder.Member("content")?.AsText() == " " &&
            decoder.Member("start")?.Value is { ValueKind: JsonValueKind.Number } start && start.GetDouble() > 0,
        "Metaspace" => PreTokenizerReader.PrependScheme(decoder) != "never",
        _ => false,
    };
}
