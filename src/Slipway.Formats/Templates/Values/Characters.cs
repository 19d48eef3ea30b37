using System.Globalization;
using System.Text;

namespace Slipway.Formats.Templates.Values;

/// <summary>What Python calls whitespace and printable.</summary>
internal static class Characters
{
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    public static bool IsLineEnd(char c) => c is '\n' or '\r' or '\v' or '\f' or >= '\x1c' and <= '\x1e' or '\x85' or '\u2028' or '\u2029';

    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or
        UnicodeCategory.ParagraphSeparator);
}
