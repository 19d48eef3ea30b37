using System.Globalization;
using System.Runtime.CompilerServices;

namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>
/// Reads classes of characters straight from UTF-8 that is known to be valid. .NET's Regex would see UTF-16 halves, and know nothing of
/// 𝐀 or 𠀀.
/// </summary>
internal static class Characters
{
    private static readonly CharacterClass[] Ascii = [.. Enumerable.Range(0, 128).Select(Classify)];

    /// <summary>Class of the character that begins at <paramref name="at"/>; none and no bytes at the end of the text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharacterClass Read(ReadOnlySpan<byte> text, int at, out int length)
    {
        if ((uint)at >= (uint)text.Length)
        {
            length = 0;
            return CharacterClass.None;
        }

        var first = text[at];
        if (first < 128)
        {
            length = 1;
            return Ascii[first];
        }

        return Classify(CodePoint(text, at, out length));
    }

    /// <summary>End of the run of characters from <paramref name="at"/> on that have one of the classes, at most <paramref name="most"/>.</summary>
    public static int Skip(ReadOnlySpan<byte> text, int at, CharacterClass classes, int most = int.MaxValue)
    {
        for (; most > 0 && (Read(text, at, out var length) & classes) != 0; most--)
            at += length;
        return at;
    }

    /// <summary>End of the run of characters from <paramref name="at"/> on that have none of the classes.</summary>
    public static int SkipOthers(ReadOnlySpan<byte> text, int at, CharacterClass classes)
    {
        while ((Read(text, at, out var length) & classes) == 0 && length > 0)
            at += length;
        return at;
    }

    public static int CodePoint(ReadOnlySpan<byte> text, int at, out int length)
    {
        var first = (int)text[at];
        length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        return length switch
        {
            1 => first,
            2 => (first & 0x1F) << 6 | Tail(text[at + 1]),
            3 => (first & 0x0F) << 12 | Tail(text[at + 1]) << 6 | Tail(text[at + 2]),
            _ => (first & 0x07) << 18 | Tail(text[at + 1]) << 12 | Tail(text[at + 2]) << 6 | Tail(text[at + 3]),
        };

        static int Tail(byte value) => value & 0x3F;
    }

    private static CharacterClass Classify(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharacterClass.Letter | CharacterClass.Upper,
        UnicodeCategory.LowercaseLetter => CharacterClass.Letter | CharacterClass.Lower,
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterClass.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => CharacterClass.Space,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterClass.Mark,
        UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.ModifierSymbol
            or UnicodeCategory.OtherSymbol => CharacterClass.Symbol,
        UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
            or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => CharacterClass.Punctuation,

        // The control characters that are white space: tab to carriage return, and next line.
        UnicodeCategory.Control when codePoint is (>= 9 and <= 13) or 0x85 => CharacterClass.Space,
        _ => CharacterClass.None,
    };
}
