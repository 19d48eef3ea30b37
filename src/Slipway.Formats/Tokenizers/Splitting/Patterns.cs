using System.Buffers;
using System.Text;

namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>The patterns that pre-tokenizers of several stages isolate.</summary>
internal static class Patterns
{
    /// <summary><c>\p{N}{1,most}</c></summary>
    public static IsolatingSplitter.Pattern Numbers(int most) =>
        (text, at) => Characters.Skip(text, at, CharacterClass.Number, most) - at;

    /// <summary><c>[0-9][0-9][0-9]</c></summary>
    public static int ThreeDigits(ReadOnlySpan<byte> text, int at) =>
        text[at..].Length >= 3 && !text.Slice(at, 3).ContainsAnyExceptInRange((byte)'0', (byte)'9') ? 3 : 0;

    /// <summary><c>[\r\n]</c></summary>
    public static int LineEnd(ReadOnlySpan<byte> text, int at) => text[at] is (byte)'\r' or (byte)'\n' ? 1 : 0;

    /// <summary><c>[\p{classes}symbols]+</c></summary>
    public static IsolatingSplitter.Pattern Run(CharacterClass classes, string symbols = "")
    {
        var bytes = SearchValues.Create(Encoding.ASCII.GetBytes(symbols));
        return (text, start) =>
        {
            var at = start;
            while ((Characters.Read(text, at, out var length) & classes) != 0 || (length == 1 && bytes.Contains(text[at])))
                at += length;
            return at - start;
        };
    }

    /// <summary><c>\s?\p{classes}+</c></summary>
    public static IsolatingSplitter.Pattern SpacedRun(CharacterClass classes) =>
        Spaced((text, at) => Characters.Skip(text, at, classes) - at);

    /// <summary><c>[ranges]+</c>, the ranges written as in a regular expression: A-Zaz.</summary>
    public static IsolatingSplitter.Pattern Ranges(string ranges)
    {
        var set = new CharacterRanges(ranges);
        return (text, start) =>
        {
            var at = start;
            while (at < text.Length && set.Contains(Characters.CodePoint(text, at, out var length)))
                at += length;
            return at - start;
        };
    }

    /// <summary><c>\s?</c> before another pattern.</summary>
    public static IsolatingSplitter.Pattern Spaced(IsolatingSplitter.Pattern pattern) => (text, at) =>
    {
        if ((Characters.Read(text, at, out var length) & CharacterClass.Space) == 0)
            return pattern(text, at);
        var match = at + length < text.Length ? pattern(text, at + length) : 0;
        return match > 0 ? length + match : pattern(text, at);
    };
}
