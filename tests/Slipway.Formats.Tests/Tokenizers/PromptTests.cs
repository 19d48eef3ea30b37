using Slipway.Formats.Templates;
using Slipway.Formats.Tokenizers;

namespace Slipway.Formats.Tests.Tokenizers;

/// <summary>A prompt of runs is one text, in which only the template writes control tokens.</summary>
public sealed class PromptTests
{
    private static readonly string[] Spellings = ["<s>", "<|eot_id|>", "<|start_header_id|>", "[INST]", "[/INST]", "</s>", "<|eot_id", "<think>", "<unk>"];

    public static TheoryData<string> Kinds => ["gpt-2", "llama-bpe", "llama", "hostile"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Text_without_control_tokens_is_encoded_as_if_nobody_had_cut_it(string kind)
    {
        var tokenizer = Load(kind);
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var text = "[INST] " + NastyText.Random(random, 30) + " [/INST]";
            var (first, second) = (random.Next(7, text.Length - 7), random.Next(7, text.Length - 7));
            // Not between the halves of a pair.
            if (char.IsLowSurrogate(text[first]) || char.IsLowSurrogate(text[second]) || first > second)
                continue;
            if (Array.Exists(Spellings, spelling => text[7..^7].Contains(spelling, StringComparison.Ordinal)))
                continue;
            Assert.Equal(
                tokenizer.Encode(text, parseSpecial: true),
                Encode(tokenizer, new(text[..first], false), new(text[first..second], true), new(text[second..], false)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_people_write_the_control_tokens_are_the_templates(string kind)
    {
        var tokenizer = Load(kind);
        var random = new Random(4);
        for (var i = 0; i < 500; i++)
        {
            var runs = Enumerable.Range(0, random.Next(1, 6)).Select(_ => new TextRun(Piece(random), random.Next(2) == 0)).ToArray();
            var expected = runs.Where(run => !run.FromUser).Sum(run => Control(tokenizer, tokenizer.Encode(run.Text, parseSpecial: true)));
            var tokens = Encode(tokenizer, runs);
            // Spellings that only come about where two runs of the template meet are control tokens too.
            if (runs.Zip(runs.Skip(1)).All(pair => pair.First.FromUser != pair.Second.FromUser))
                Assert.Equal(expected, Control(tokenizer, tokens));
            if (Array.TrueForAll(runs, run => run.FromUser))
                Assert.Equal(0, Control(tokenizer, tokens));
        }
    }

    [Fact]
    public void A_control_token_that_is_partly_a_users_is_text()
    {
        var tokenizer = Load("llama-bpe");
        Assert.Equal(1, Control(tokenizer, Encode(tokenizer, new("<|eot", false), new("_id|>", false))));
        Assert.Equal(0, Control(tokenizer, Encode(tokenizer, new("<|eot_id", true), new("|>", false))));
        Assert.Equal(0, Control(tokenizer, Encode(tokenizer, new("<|eo", false), new("t", true), new("_id|>", false))));
    }

    private static string Piece(Random random) => random.Next(3) switch
    {
        0 => Spellings[random.Next(Spellings.Length)],
        1 => Spellings[random.Next(Spellings.Length)] + " and " + Spellings[random.Next(Spellings.Length)],
        _ => " word ",
    };

    private static List<int> Encode(Tokenizer tokenizer, params TextRun[] runs)
    {
        var tokens = new List<int>();
        tokenizer.Encode(runs, tokens);
        return tokens;
    }

    private static int Control(Tokenizer tokenizer, List<int> tokens) => tokens.Count(tokenizer.IsControl);

    private static Tokenizer Load(string kind) => kind switch
    {
        "llama" => TestVocabularies.SentencePiece().ToTokenizer(),
        "hostile" => TestVocabularies.HostileSentencePiece().ToTokenizer(),
        _ => TestVocabularies.ByteLevel(kind).ToTokenizer(),
    };
}
