using System.Text;
using System.Text.RegularExpressions;
using Slipway.Formats.Tokenizers.Splitting;

namespace Slipway.Formats.Tests.Tokenizers;

/// <summary>
/// The hand-written rules against the regular expressions that the models' authors published. .NET's own engine can judge text without
/// astral characters.
/// </summary>
public sealed class SplitterTests
{
    private const string Contractions = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])";
    private const string Upper = @"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]";
    private const string Lower = @"[\p{Ll}\p{Lm}\p{Lo}\p{M}]";
    private const string Tail = @"|\s*[\r\n]+|\s+(?!\S)|\s+";

    public static TheoryData<string, string> Rules => new()
    {
        { "gpt-2", @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+" },
        { "llama-bpe", Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*" + Tail },
        { "qwen2", Contractions + @"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*" + Tail },
        { "qwen35", Contractions + @"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*" + Tail },
        {
            "gpt-4o",
            $@"[^\r\n\p{{L}}\p{{N}}]?{Upper}*{Lower}+{Contractions}?|[^\r\n\p{{L}}\p{{N}}]?{Upper}+{Lower}*{Contractions}?" +
            @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*" + Tail
        },
        {
            "tekken",
            $@"[^\r\n\p{{L}}\p{{N}}]?{Upper}*{Lower}+|[^\r\n\p{{L}}\p{{N}}]?{Upper}+{Lower}*|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*" + Tail
        },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Words_are_the_matches_of_the_published_expression(string pre, string expression)
    {
        var rules = new Regex(expression, RegexOptions.CultureInvariant);
        var random = new Random(3);
        foreach (var text in NastyText.Written.Concat(Enumerable.Range(0, 2000).Select(_ => NastyText.Random(random, 10))))
        {
            var plain = string.Concat(text.EnumerateRunes().Where(rune => rune.IsBmp));
            Assert.Equal(rules.Matches(plain).Select(match => match.Value), Split(pre, plain));
        }
    }

    [Theory]
    [InlineData("gpt-2", "𝐀𝐛 𠀀x 𝟗𝟗", "𝐀𝐛| 𠀀x| 𝟗𝟗")]
    [InlineData("llama-bpe", "𝐀𝐛 𠀀x 𝟗𝟗𝟗𝟗", "𝐀𝐛| 𠀀x| |𝟗𝟗𝟗|𝟗")]
    [InlineData("qwen2", "𝐀𝐛 𠀀x 𝟗𝟗", "𝐀𝐛| 𠀀x| |𝟗|𝟗")]
    [InlineData("gpt-4o", "𝐀𝐁𝐛𝐀 𐐀𐐨𐐀", "𝐀𝐁𝐛|𝐀| 𐐀𐐨|𐐀")]
    [InlineData("smollm", "a 12 b", "a| |1|2| b")]
    [InlineData("deepseek-llm", "Hallo Welt 12漢字, x  ", "Hallo| Welt| |12|漢字|,| x|  ")]
    [InlineData("falcon", "x=12345; y", "x|=|123|45|;| y")]
    public void Astral_characters_have_their_categories(string pre, string text, string words) =>
        Assert.Equal(words.Split('|'), Split(pre, text));

    [Fact]
    public void Spaced_words_begin_at_a_space_that_follows_something_else() =>
        Assert.Equal(["▁▁a", "▁b", "▁▁c▁"[..3], "▁"], Split([new SpacedWordSplitter()], "▁▁a▁b▁▁c▁"));

    private static List<string> Split(string pre, string text) => Split(PreTokenizer.Find(pre)!.Splitters, text);

    private static List<string> Split(Splitter[] stages, string text)
    {
        List<byte[]> pieces = text.Length == 0 ? [] : [Encoding.UTF8.GetBytes(text)];
        foreach (var stage in stages)
        {
            var next = new List<byte[]>();
            foreach (var piece in pieces)
            {
                for (var at = 0; at < piece.Length;)
                {
                    var length = stage.Next(piece.AsSpan(at));
                    next.Add(piece[at..(at + length)]);
                    at += length;
                }
            }

            pieces = next;
        }

        return [.. pieces.Select(Encoding.UTF8.GetString)];
    }
}
