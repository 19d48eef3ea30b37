using System.Text;
using Slipway.Formats.Tokenizers;
using Slipway.Formats.Tokenizers.Training;

namespace Slipway.Formats.Tests.Tokenizers;

public sealed class GgufTokenizerTests
{
    private static readonly Tokenizer Llama3 = TestVocabularies.ByteLevel("llama-bpe").ToTokenizer();
    private static readonly Tokenizer SentencePiece = TestVocabularies.SentencePiece().ToTokenizer();

    public static TheoryData<string, Action<Dictionary<string, object>>> Mistakes => new()
    {
        { "metadata 'tokenizer.ggml.model': missing", values => values.Remove("tokenizer.ggml.model") },
        {
            "metadata 'tokenizer.ggml.model': expected 'gpt2' or 'llama', found 'rwkv'",
            values => values["tokenizer.ggml.model"] = "rwkv"
        },
        {
            "metadata 'tokenizer.ggml.pre': expected a pre-tokenizer that is known here, found 'superbpe'",
            values => values["tokenizer.ggml.pre"] = "superbpe"
        },
        { "metadata 'tokenizer.ggml.tokens': missing", values => values.Remove("tokenizer.ggml.tokens") },
        {
            "metadata 'tokenizer.ggml.tokens': expected tokens, found an array of 0",
            values => values["tokenizer.ggml.tokens"] = Array.Empty<string>()
        },
        { "metadata 'tokenizer.ggml.merges': missing", values => values.Remove("tokenizer.ggml.merges") },
        {
            "metadata 'tokenizer.ggml.merges': expected two parts in merge 1, found 'bc'",
            values => values["tokenizer.ggml.merges"] = new[] { "a b", "bc" }
        },
        {
            "metadata 'tokenizer.ggml.token_type': expected a type for each",
            values => values["tokenizer.ggml.token_type"] = new long[] { 1, 1 }
        },
        { "metadata 'tokenizer.ggml.eos_token_id': expected a token id, found 'x'", values => values["tokenizer.ggml.eos_token_id"] = "x" },
    };

    public static TheoryData<string> Kinds => new("gpt-2", "llama-bpe", "qwen2", "gpt-4o", "llama");

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_wrong_description_is_one_error_that_names_the_key(string message, Action<Dictionary<string, object>> mistake)
    {
        var values = new Dictionary<string, object>(TestVocabularies.ByteLevel("llama-bpe").ToMetadata().Values);
        mistake(values);

        var error = Assert.Throws<ModelFileException>(() => GgufTokenizer.Load(new ModelMetadata("m.gguf", values)));

        Assert.StartsWith($"m.gguf: {message}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_that_is_no_number_or_missing_is_an_error()
    {
        var vocabulary = TestVocabularies.SentencePiece();
        foreach (IReadOnlyList<float> scores in (IReadOnlyList<float>[])[[1, 2], [.. vocabulary.Scores!.Skip(1), float.NaN]])
        {
            var error = Assert.Throws<ModelFileException>(() => (vocabulary with { Scores = scores }).ToTokenizer());
            Assert.Contains("'tokenizer.ggml.scores': expected a score for each", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Tokens_of_any_text_decode_to_that_text(string kind)
    {
        var tokenizer = Load(kind);
        var random = new Random(5);
        foreach (var text in NastyText.Written.Concat(Enumerable.Range(0, 500).Select(_ => NastyText.Random(random, 20))))
        {
            // SentencePiece itself cannot tell ▁ from a space.
            var expected = kind == "llama" ? text.Replace('▁', ' ') : text;
            var plain = tokenizer.Encode(expected, parseSpecial: false).Where(token => tokenizer.Kind(token) != TokenKind.UserDefined);
            Assert.DoesNotContain(plain, tokenizer.IsControl);
            if (!text.Contains("<think>", StringComparison.Ordinal))
                Assert.Equal(expected, tokenizer.Decode(tokenizer.Encode(text, parseSpecial: false)));
        }
    }

    [Fact]
    public void Text_of_a_message_never_becomes_a_control_token()
    {
        foreach (var tokenizer in (Tokenizer[])[Llama3, SentencePiece, TestVocabularies.HostileSentencePiece().ToTokenizer(), Hostile()])
        {
            for (var token = 0; token < tokenizer.Count; token++)
            {
                if (tokenizer.Kind(token) is not (TokenKind.Control or TokenKind.Unknown))
                    continue;
                var spelling = tokenizer.Spelling(token);
                foreach (var text in (string[])[spelling, $"a {spelling}b", $"{spelling}\n"])
                    Assert.DoesNotContain(tokenizer.Encode(text, parseSpecial: false), IsSpecial);
                Assert.Equal([token], tokenizer.Encode(tokenizer.Spelling(token), parseSpecial: true));
            }

            bool IsSpecial(int token) => tokenizer.Kind(token) is TokenKind.Control or TokenKind.Unknown;
        }

        // Every merge is there that leads to the end of a turn, and a whole word would be it.
        static Tokenizer Hostile()
        {
            var vocabulary = TestVocabularies.ByteLevel("llama-bpe");
            return (vocabulary with
            {
                Tokens = [.. vocabulary.Tokens, "Ġend", "<<<"],
                Kinds = [.. vocabulary.Kinds, TokenKind.Control, TokenKind.Control],
                Merges = [.. vocabulary.Merges!, "< <", "<< <", "< |", "<| eo", "<|eo t", "Ġe nd", "n d", "Ġ e"],
            }).ToTokenizer();
        }
    }

    [Fact]
    public void Special_tokens_are_found_where_they_may_be()
    {
        var (bos, eot) = (Llama3.Find("<|begin_of_text|>")!.Value, Llama3.Find("<|eot_id|>")!.Value);

        Assert.Equal([bos, .. Llama3.Encode("Hi ", false), eot, eot], Llama3.Encode("<|begin_of_text|>Hi <|eot_id|><|eot_id|>", true));
        // The longest of those that overlap, wherever it begins; user-defined ones always.
        Assert.Equal([Llama3.Find("<think>")!.Value], Llama3.Encode("<think>", false));
        Assert.Equal([Llama3.Find("<|eot_id")!.Value, .. Llama3.Encode("|", false)], Llama3.Encode("<|eot_id|", true));
    }

    [Fact]
    public void A_space_before_a_text_is_added_and_dropped_again()
    {
        var tokens = SentencePiece.Encode("a b", parseSpecial: false);

        Assert.Equal(" a b", string.Concat(tokens.Select(SentencePiece.Piece)));
        Assert.Equal("a b", SentencePiece.Decode(tokens));
        Assert.Equal(" a", SentencePiece.Decode(SentencePiece.Encode(" a", false)));
        var continued = new TextDecoder(SentencePiece);
        Assert.Equal(" a b", string.Concat(tokens.Select(continued.Append)) + continued.Flush());
    }

    [Fact]
    public void Pieces_are_for_people_and_spellings_for_the_vocabulary()
    {
        var token = Llama3.Encode(" the", false)[0];

        Assert.Equal((" the", "Ġthe"), (Llama3.Piece(token), Llama3.Spelling(token)));
        Assert.Equal("<|eot_id|>", Llama3.Piece(Llama3.Find("<|eot_id|>")!.Value));
        Assert.Empty(Llama3.Bytes(Llama3.Find("<|eot_id|>")!.Value).ToArray());
        Assert.Equal("\uFFFD", Llama3.Piece(Llama3.Find("Ģ")!.Value));
    }

    [Fact]
    public void Broken_utf8_is_replaced_byte_by_byte_or_kept_as_bytes()
    {
        byte[] broken = [(byte)'a', 0xE6, 0xBC, (byte)'c', 0xFF, 0xC0, 0x80, (byte)'b', 0xF0, 0x9F];
        var replaced = new List<int>();
        var kept = new List<int>();

        Llama3.Encode(broken, replaced, parseSpecial: false);
        SentencePiece.Encode(broken, kept, parseSpecial: false);

        Assert.Equal("a\uFFFD\uFFFDc\uFFFD\uFFFD\uFFFDb\uFFFD\uFFFD", Llama3.Decode(replaced));
        Assert.Equal([(byte)' ', .. broken], kept.SelectMany(token => SentencePiece.Bytes(token).ToArray()));
    }

    [Fact]
    public void A_line_of_a_megabyte_without_spaces_takes_no_quadratic_time()
    {
        var line = string.Concat(Enumerable.Repeat("abcxyz漢", 120_000));
        foreach (var tokenizer in (Tokenizer[])[Llama3, SentencePiece])
            Assert.Equal(line, tokenizer.Decode(tokenizer.Encode(line, parseSpecial: false)));
    }

    [Fact]
    public void What_no_token_stands_for_is_the_unknown_token_or_nothing()
    {
        var bare = new StoredVocabulary
        {
            Model = "llama",
            Tokens = ["<unk>", "<s>", "</s>", "▁", "a"],
            Kinds = [TokenKind.Unknown, TokenKind.Control, TokenKind.Control, TokenKind.Normal, TokenKind.Normal],
            Scores = [0, 0, 0, -1, -2],
        }.ToTokenizer();
        var noBytes = new StoredVocabulary
        {
            Model = "gpt2",
            Pre = "gpt-2",
            Tokens = ["a"],
            Kinds = [TokenKind.Normal],
            Merges = [],
        }.ToTokenizer();

        Assert.Equal([4, 0, 4], bare.Encode("axa", parseSpecial: false));
        Assert.Equal([0, 0], noBytes.Encode("axa", parseSpecial: false));
    }

    [Fact]
    public void Answers_end_at_the_named_tokens_and_at_those_known_by_spelling()
    {
        Assert.Equal(["<|end_of_text|>", "<|eot_id|>"], Llama3.EndOfGeneration.Order().Select(Llama3.Spelling));
        var channels = TestVocabularies.ByteLevel("gpt-2");
        var tokenizer = (channels with
        {
            Tokens = [.. channels.Tokens, "<|return|>", "<|call|>", "<|end|>"],
            Kinds = [.. channels.Kinds, TokenKind.Control, TokenKind.Control, TokenKind.Normal],
        }).ToTokenizer();
        Assert.DoesNotContain(tokenizer.Find("<|end|>")!.Value, tokenizer.EndOfGeneration);
        Assert.True(tokenizer.IsControl(tokenizer.Find("<|end|>")!.Value));
    }

    [Fact]
    public void Damaged_metadata_gives_a_tokenizer_or_one_clear_error()
    {
        var random = new Random(11);
        foreach (var vocabulary in (StoredVocabulary[])[TestVocabularies.ByteLevel("qwen2"), TestVocabularies.SentencePiece()])
        {
            for (var i = 0; i < 150; i++)
            {
                var values = new Dictionary<string, object>(vocabulary.ToMetadata().Values);
                for (var change = random.Next(1, 4); change > 0; change--)
                    Damage(values, random);
                try
                {
                    var tokenizer = GgufTokenizer.Load(new ModelMetadata("m.gguf", values));
                    tokenizer.Decode(tokenizer.Encode("Hello <s> 漢字 \0 world", parseSpecial: i % 2 == 0));
                }
                catch (ModelFileException error)
                {
                    Assert.Contains("metadata 'tokenizer.ggml.", error.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    private static void Damage(Dictionary<string, object> values, Random random)
    {
        var key = values.Keys.ElementAt(random.Next(values.Count));
        values[key] = random.Next(6) switch
        {
            0 => "text",
            1 => -1L,
            2 => random.NextInt64(3000),
            3 => Array.Empty<string>(),
            4 when values[key] is string[] texts => texts.Select(text => Sometimes() ? "" : text).ToArray(),
            5 when values[key] is string[] texts => texts.Select(text => Sometimes() ? texts[random.Next(texts.Length)] : text).ToArray(),
            4 when values[key] is long[] numbers => numbers.Select(number => Sometimes() ? random.NextInt64() : number).ToArray(),
            _ => values[key] is double[] reals ? reals[..(reals.Length / 2)] : 1.5,
        };

        bool Sometimes() => random.Next(50) == 0;
    }

    private static Tokenizer Load(string kind) =>
        (kind == "llama" ? TestVocabularies.SentencePiece() : TestVocabularies.ByteLevel(kind)).ToTokenizer();
}
