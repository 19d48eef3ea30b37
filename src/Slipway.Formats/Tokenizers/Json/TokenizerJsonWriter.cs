using System.Text.Json.Nodes;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tokenizers.Json;

/// <summary>Says a tokenizer under GGUF's keys in the words of tokenizer.json and tokenizer_config.json, where those have any.</summary>
internal sealed class TokenizerJsonWriter
{
    private readonly ModelMetadata _metadata;
    private readonly string[] _spellings;
    private readonly TokenKind[] _kinds;
    private readonly Tokenizer _tokenizer;
    private readonly bool _isByteLevel;

    public TokenizerJsonWriter(ModelMetadata metadata)
    {
        _metadata = metadata;
        _tokenizer = GgufTokenizer.Load(metadata);
        _spellings = metadata.Array<string>("tokenizer.ggml.tokens")!;
        _kinds = [.. Enumerable.Range(0, _spellings.Length).Select(Kind)];
        _isByteLevel = metadata.Text("tokenizer.ggml.model") == "gpt2";
    }

    public JsonObject Tokenizer() => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. Special().Select(Added)]),
        ["normalizer"] = _isByteLevel ? null : SpaceNormalizer(),
        ["pre_tokenizer"] = _isByteLevel ? ByteLevelRules() : null,
        ["post_processor"] = Frame(),
        ["decoder"] = _isByteLevel ? ByteLevel(usesExpression: true) : SpaceDecoder(),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = Array.IndexOf(_kinds, TokenKind.Unknown) is >= 0 and var unknown ? _spellings[unknown] : null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = !_isByteLevel,
            ["byte_fallback"] = !_isByteLevel,
            ["ignore_merges"] = _isByteLevel && Rules().IgnoreMerges,
            ["vocab"] = Vocabulary(),
            ["merges"] = new JsonArray([.. Merges().Select(merge => (JsonNode)new JsonArray(merge.Left, merge.Right))]),
        },
    };

    public JsonObject Config(int contextLength) => new()
    {
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["bos_token"] = _tokenizer.Bos is { } bos ? _spellings[bos] : null,
        ["eos_token"] = _tokenizer.Eos is { } eos ? _spellings[eos] : null,
        ["add_bos_token"] = _tokenizer.AddsBos,
        ["add_eos_token"] = _tokenizer.AddsEos,
        ["clean_up_tokenization_spaces"] = false,
        ["model_max_length"] = contextLength,
        ["chat_template"] = ChatTemplates(),
    };

    private TokenKind Kind(int token)
    {
        if (_tokenizer.IsControl(token))
            return TokenKind.Control;
        var kinds = _metadata.Array<long>("tokenizer.ggml.token_type");
        return kinds is null ? TokenKind.Normal : (TokenKind)kinds[token];
    }

    private IEnumerable<int> Special() =>
        Enumerable.Range(0, _spellings.Length).Where(token => _kinds[token] is TokenKind.Control or TokenKind.UserDefined or TokenKind.Unknown);

    private JsonNode Added(int token) => new JsonObject
    {
        ["id"] = token,
        ["content"] = _spellings[token],
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = _kinds[token] != TokenKind.UserDefined,
    };

    private JsonObject Vocabulary()
    {
        var vocabulary = new JsonObject();
        // Padding has rows in the embedding and no meaning; a spelling that stands twice is found at its first place.
        for (var token = 0; token < _spellings.Length; token++)
        {
            if (_kinds[token] != TokenKind.Unused)
                vocabulary.TryAdd(_spellings[token], token);
        }
        return vocabulary;
    }

    private IEnumerable<(string Left, string Right)> Merges()
    {
        if (!_isByteLevel)
            return ScoredMerges();
        return _metadata.Array<string>("tokenizer.ggml.merges")!.Select(merge =>
        {
            var space = merge.IndexOf(' ', Math.Min(1, merge.Length));
            return (merge[..space], merge[(space + 1)..]);
        });
    }

    /// <summary>The one template, or the several by their names.</summary>
    private JsonNode? ChatTemplates()
    {
        const string key = "tokenizer.chat_template";
        const string toolKey = $"{key}.{ChatTemplateFile.ToolUse}";
        var template = _metadata.Has(key) ? _metadata.Text(key) : null;
        if (!_metadata.Has(toolKey))
            return template;
        static JsonObject Named(string name, string source) => new() { ["name"] = name, ["template"] = source };
        var named = new JsonArray(Named(ChatTemplateFile.ToolUse, _metadata.Text(toolKey)));
        if (template is not null)
            named.Insert(0, Named(ChatTemplateFile.Default, template));
        return named;
    }

    /// <summary>Every way to put a token together from two others, the tokens of the highest score first.</summary>
    private IEnumerable<(string Left, string Right)> ScoredMerges()
    {
        var scores = _metadata.Array<double>("tokenizer.ggml.scores") ?? new double[_spellings.Length];
        var normal = Enumerable.Range(0, _spellings.Length).Where(token => _kinds[token] == TokenKind.Normal).ToArray();
        var known = normal.Select(token => _spellings[token]).ToHashSet();
        return normal.OrderByDescending(token => scores[token]).SelectMany(token =>
        {
            var spelling = _spellings[token];
            return Enumerable.Range(1, spelling.Length - 1)
                .Select(at => (Left: spelling[..at], Right: spelling[at..]))
                .Where(pair => known.Contains(pair.Left) && known.Contains(pair.Right));
        });
    }

    private PreTokenizer Rules() => PreTokenizer.Find(_metadata.Text("tokenizer.ggml.pre", "default"))!;

    private JsonObject ByteLevelRules()
    {
        if (Rules().Splitters is [Gpt2Splitter])
            return ByteLevel(usesExpression: true);
        var splits = Rules().Splitters.Select(splitter => (JsonNode)new JsonObject
        {
            ["type"] = "Split",
            ["pattern"] = new JsonObject
            {
                ["Regex"] = KnownRules.ExpressionOf(splitter)
                    ?? throw _metadata.Wrong("tokenizer.ggml.pre", "rules that tokenizer.json has an expression for", _metadata.Text("tokenizer.ggml.pre", "default")),
            },
            ["behavior"] = "Isolated",
            ["invert"] = false,
        });
        return new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray([.. splits, ByteLevel(usesExpression: false)]) };
    }

    private static JsonObject ByteLevel(bool usesExpression) => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = false,
        ["trim_offsets"] = true,
        ["use_regex"] = usesExpression,
    };

    private JsonObject SpaceNormalizer()
    {
        var escape = new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = " " }, ["content"] = "▁" };
        return AddsSpace
            ? new JsonObject { ["type"] = "Sequence", ["normalizers"] = new JsonArray(new JsonObject { ["type"] = "Prepend", ["prepend"] = "▁" }, escape) }
            : escape;
    }

    private JsonObject SpaceDecoder()
    {
        var steps = new JsonArray(
            new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = "▁" }, ["content"] = " " },
            new JsonObject { ["type"] = "ByteFallback" },
            new JsonObject { ["type"] = "Fuse" });
        if (AddsSpace)
            steps.Add(new JsonObject { ["type"] = "Strip", ["content"] = " ", ["start"] = 1, ["stop"] = 0 });
        return new JsonObject { ["type"] = "Sequence", ["decoders"] = steps };
    }

    private bool AddsSpace => _metadata.Flag("tokenizer.ggml.add_space_prefix", true);

    private JsonObject? Frame()
    {
        var (bos, eos) = (_tokenizer.AddsBos ? _tokenizer.Bos : null, _tokenizer.AddsEos ? _tokenizer.Eos : null);
        if (bos is null && eos is null)
            return _isByteLevel ? ByteLevel(usesExpression: true) : null;
        JsonArray Around(params string[] texts) => new([.. Token(bos), .. texts.Select(Sequence), .. Token(eos)]);
        IEnumerable<JsonNode> Token(int? token) => token is { } id
            ? [new JsonObject { ["SpecialToken"] = new JsonObject { ["id"] = _spellings[id], ["type_id"] = 0 } }]
            : [];
        static JsonNode Sequence(string name) => new JsonObject { ["Sequence"] = new JsonObject { ["id"] = name, ["type_id"] = 0 } };
        var used = new JsonObject();
        foreach (var token in (int?[])[bos, eos])
        {
            if (token is { } id)
                used[_spellings[id]] = new JsonObject { ["id"] = _spellings[id], ["ids"] = new JsonArray(id), ["tokens"] = new JsonArray(_spellings[id]) };
        }
        return new JsonObject { ["type"] = "TemplateProcessing", ["single"] = Around("A"), ["pair"] = Around("A", "B"), ["special_tokens"] = used };
    }
}
