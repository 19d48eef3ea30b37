using System.Text;
using Slipway.Formats.Tokenizers;

namespace Slipway.Formats.Tests.Tokenizers;

public sealed class TextDecoderTests
{
    private static readonly Tokenizer Tokenizer = TestVocabularies.ByteLevel("gpt-2").ToTokenizer();

    [Fact]
    public void Text_comes_in_whole_characters_and_is_what_its_bytes_say()
    {
        var random = new Random(17);
        for (var i = 0; i < 2000; i++)
        {
            // Any tokens at all: most of such bytes are no text.
            var tokens = Enumerable.Range(0, random.Next(30)).Select(_ => random.Next(random.Next(2) == 0 ? 256 : Tokenizer.Count)).ToList();
            var decoder = new TextDecoder(Tokenizer);
            var parts = tokens.Select(decoder.Append).ToList();
            parts.Add(decoder.Flush());

            var bytes = tokens.SelectMany(token => Tokenizer.Bytes(token).ToArray()).ToArray();
            Assert.Equal(Encoding.UTF8.GetString(bytes), string.Concat(parts));
            Assert.All(parts, part => Assert.True(part.Length == 0 || !char.IsHighSurrogate(part[^1]) && !char.IsLowSurrogate(part[0])));
        }
    }

    [Fact]
    public void Valid_text_never_shows_a_replacement_on_the_way()
    {
        var random = new Random(23);
        for (var i = 0; i < 500; i++)
        {
            var text = NastyText.Random(random, 10).Replace("\uFFFD", "", StringComparison.Ordinal);
            var decoder = new TextDecoder(Tokenizer);
            var shown = new StringBuilder();
            // One byte at a time: token n is the byte whose letter it is spelled with.
            foreach (var value in Encoding.UTF8.GetBytes(text))
            {
                shown.Append(decoder.Append(Tokenizer.Find(ByteAlphabet.Letter(value).ToString())!.Value));
                Assert.StartsWith(shown.ToString(), text, StringComparison.Ordinal);
            }

            Assert.Equal("", decoder.Flush());
            Assert.Equal(text, shown.ToString());
        }
    }

    [Fact]
    public void Text_that_ends_within_a_character_ends_in_one_replacement()
    {
        var decoder = new TextDecoder(Tokenizer);
        foreach (var value in "🤖"u8[..3])
            Assert.Equal("", decoder.Append(Tokenizer.Find(ByteAlphabet.Letter(value).ToString())!.Value));

        Assert.Equal("\uFFFD", decoder.Flush());
        Assert.Equal("", decoder.Flush());
    }
}
