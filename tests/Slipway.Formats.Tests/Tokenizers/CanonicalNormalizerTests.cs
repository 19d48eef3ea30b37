using System.Buffers;
using System.Text;
using Slipway.Formats.Tokenizers.Normalizing;

namespace Slipway.Formats.Tests.Tokenizers;

public sealed class CanonicalNormalizerTests
{
    [Theory]
    [InlineData("plain ASCII", "plain ASCII", "plain ASCII")]
    [InlineData("é", "é", "e\u0301")]
    [InlineData("e\u0301", "é", "e\u0301")]
    [InlineData("a\u0323\u0302", "\u1EAD", "a\u0323\u0302")]
    [InlineData("a\u0302\u0323", "\u1EAD", "a\u0323\u0302")]
    [InlineData("\u212B", "\u00C5", "A\u030A")]
    [InlineData("\u2126\uF900", "\u03A9\u8C48", "\u03A9\u8C48")]
    [InlineData("\u0958", "\u0915\u093C", "\u0915\u093C")]
    [InlineData("\u1112\u1161\u11AB", "한", "\u1112\u1161\u11AB")]
    [InlineData("하\u11AB", "한", "\u1112\u1161\u11AB")]
    [InlineData("\u0301e", "\u0301e", "\u0301e")]
    [InlineData("a\u0345\u0301\u0328", "\u0105\u0301\u0345", "a\u0328\u0301\u0345")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165", "\U0001D157\U0001D165")]
    public void Characters_are_put_together_and_taken_apart(string text, string composed, string decomposed)
    {
        Assert.Equal(composed, Normalize(text, composes: true));
        Assert.Equal(decomposed, Normalize(text, composes: false));
    }

    [Fact]
    public void Normal_forms_stay_as_they_are()
    {
        var random = new Random(47);
        for (var i = 0; i < 2000; i++)
        {
            var text = NastyText.Random(random, 15);
            var (composed, decomposed) = (Normalize(text, composes: true), Normalize(text, composes: false));

            Assert.Equal(composed, Normalize(composed, composes: true));
            Assert.Equal(composed, Normalize(decomposed, composes: true));
            Assert.Equal(decomposed, Normalize(composed, composes: false));
        }
    }

    private static string Normalize(string text, bool composes)
    {
        var output = new ArrayBufferWriter<byte>();
        new CanonicalNormalizer(composes).Write(Encoding.UTF8.GetBytes(text), true, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
