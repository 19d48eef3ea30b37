using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Formats.Tokenizers;

namespace Slipway.Formats.Tests.Tokenizers;

/// <summary>Writes the files of Hugging Face's tokenizers, in the shapes that published models have.</summary>
internal static class TokenizerJsonFiles
{
    private const string Contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private const string Upper = @"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]";
    private const string Lower = @"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";
    private const string Tail = @"|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Shapes of byte-level tokenizers, by the name of GGUF's rules for them.</summary>
    public static IReadOnlyDictionary<string, Action<JsonObject>> ByteLevel { get; } = new Dictionary<string, Action<JsonObject>>
    {
        ["gpt-2"] = file => file["pre_tokenizer"] = Bytes(useRegex: true),
        ["smollm"] = file => file["pre_tokenizer"] = Sequence(Parse("""{"type":"Digits","individual_digits":true}"""), Bytes(useRegex: true)),
        ["llama-bpe"] = file =>
        {
            file["pre_tokenizer"] = Words(Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*" + Tail);
            file["model"]!["ignore_merges"] = true;
        },
        ["qwen2"] = file =>
        {
            file["normalizer"] = Parse("""{"type":"NFC"}""");
            file["pre_tokenizer"] = Words(Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*" + Tail);
        },
        ["gpt-4o"] = file => file["pre_tokenizer"] = Words(
            $@"[^\r\n\p{{L}}\p{{N}}]?{Upper}*{Lower}+{Contractions}?|[^\r\n\p{{L}}\p{{N}}]?{Upper}+{Lower}*{Contractions}?" +
            @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*" + Tail),
        ["tekken"] = file =>
        {
            file["pre_tokenizer"] = Words(
                $@"[^\r\n\p{{L}}\p{{N}}]?{Upper}*{Lower}+|[^\r\n\p{{L}}\p{{N}}]?{Upper}+{Lower}*|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*" + Tail);
            file["model"]!["ignore_merges"] = true;
        },
        ["deepseek-coder"] = file => file["pre_tokenizer"] = Sequence(
            Split("[\r\n]"), Split(@"\s?\p{L}+"), Split(@"\s?\p{P}+"), Split("[一-龥ࠀ-一가-\uD7FF]+"), Parse("""{"type":"Digits","individual_digits":true}"""),
            Bytes(useRegex: false)),
    };

    /// <summary>Shapes of converted SentencePiece models.</summary>
    public static IReadOnlyDictionary<string, Action<JsonObject>> Spaced { get; } = new Dictionary<string, Action<JsonObject>>
    {
        ["llama2"] = file =>
        {
            file["normalizer"] = Parse(
                """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}""");
            file["decoder"] = Parse(
                """
                {"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},
                {"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}
                """);
        },
        ["mistral"] = file =>
        {
            file["pre_tokenizer"] = Parse("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":false}""");
            file["decoder"] = Parse(
                """
                {"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},
                {"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}
                """);
        },
        ["gemma"] = file =>
        {
            file["normalizer"] = Parse("""{"type":"Replace","pattern":{"String":" "},"content":"▁"}""");
            file["pre_tokenizer"] = Parse("""{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false}""");
            file["decoder"] = Parse(
                """{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}]}""");
            // Runs of spaces are added tokens, although text becomes them by merging.
            foreach (var spaces in (string[])["▁▁", "▁▁▁▁"])
            {
                file["added_tokens"]!.AsArray().Add(new JsonObject
                {
                    ["id"] = file["model"]!["vocab"]![spaces]!.GetValue<int>(),
                    ["content"] = spaces,
                    ["normalized"] = false,
                    ["special"] = false,
                });
            }
        },
    };

    /// <summary>Writes tokenizer.json and tokenizer_config.json.</summary>
    public static void Write(StoredVocabulary vocabulary, Action<JsonObject> shape, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), Build(vocabulary, shape).ToJsonString());
        File.WriteAllText(
            Path.Combine(folder, "tokenizer_config.json"),
            new JsonObject { ["bos_token"] = vocabulary.Tokens[vocabulary.Bos!.Value], ["eos_token"] = vocabulary.Tokens[vocabulary.Eos!.Value] }
                .ToJsonString());
    }

    public static JsonObject Build(StoredVocabulary vocabulary, Action<JsonObject> shape)
    {
        var added = Enumerable.Range(0, vocabulary.Tokens.Count)
            .Where(token => vocabulary.Kinds[token] is TokenKind.Control or TokenKind.UserDefined or TokenKind.Unknown);
        var bos = vocabulary.Tokens[vocabulary.Bos!.Value];
        var isByteLevel = vocabulary.Model == "gpt2";
        var file = new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. added.Select(token => new JsonObject
            {
                ["id"] = token,
                ["content"] = vocabulary.Tokens[token],
                ["single_word"] = false,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["normalized"] = false,
                ["special"] = vocabulary.Kinds[token] != TokenKind.UserDefined,
            })]),
            ["normalizer"] = null,
            ["pre_tokenizer"] = null,
            ["post_processor"] = new JsonObject
            {
                ["type"] = "TemplateProcessing",
                ["single"] = Parse($$$"""[{"SpecialToken":{"id":{{{JsonSerializer.Serialize(bos)}}},"type_id":0}},{"Sequence":{"id":"A","type_id":0}}]"""),
                ["pair"] = new JsonArray(),
                ["special_tokens"] = new JsonObject(),
            },
            ["decoder"] = Parse("""{"type":"ByteLevel"}"""),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = isByteLevel ? null : "<unk>",
                ["byte_fallback"] = !isByteLevel,
                ["ignore_merges"] = false,
                ["vocab"] = new JsonObject(vocabulary.Tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id))),
                ["merges"] = new JsonArray([.. isByteLevel ? vocabulary.Merges!.Select(merge => (JsonNode)merge) : MergesOf(vocabulary)]),
            },
        };
        shape(file);
        return file;
    }

    // As converters do: every way to put a token together of two others, tokens in the order of their scores.
    private static IEnumerable<JsonNode> MergesOf(StoredVocabulary vocabulary)
    {
        var scores = new Dictionary<string, float>();
        for (var token = 0; token < vocabulary.Tokens.Count; token++)
        {
            if (vocabulary.Kinds[token] == TokenKind.Normal)
                scores[vocabulary.Tokens[token]] = vocabulary.Scores![token];
        }

        return scores.OrderByDescending(token => token.Value).SelectMany(token => Enumerable.Range(1, token.Key.Length - 1)
            .Where(at => scores.ContainsKey(token.Key[..at]) && scores.ContainsKey(token.Key[at..]))
            .Select(at => (JsonNode)new JsonArray(token.Key[..at], token.Key[at..])));
    }

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;

    private static JsonNode Words(string expression) => Sequence(Split(expression), Bytes(useRegex: false));

    private static JsonNode Sequence(params JsonNode[] parts) => new JsonObject { ["type"] = "Sequence", ["pretokenizers"] = new JsonArray(parts) };

    private static JsonNode Bytes(bool useRegex) =>
        new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = useRegex };

    private static JsonNode Split(string expression) => new JsonObject
    {
        ["type"] = "Split",
        ["pattern"] = new JsonObject { ["Regex"] = expression },
        ["behavior"] = "Isolated",
        ["invert"] = false,
    };
}
