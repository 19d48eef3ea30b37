namespace Slipway.Formats.Tokenizers.Splitting;

/// <summary>
/// Cuts text into the words within which a tokenizer may merge. Splitters stand one behind another: each cuts the pieces of the one
/// before, and sees nothing beyond its piece.
/// </summary>
internal abstract class Splitter
{
    /// <summary>Bytes of the first word of <paramref name="text"/>, which is valid UTF-8 and not empty.</summary>
    public abstract int Next(ReadOnlySpan<byte> text);

    /// <summary>
    /// Length of the white space that begins at <paramref name="at"/>, or all but its last character where a word follows it: that
    /// character belongs to the word. It is <c>\s+(?!\S)|\s+</c>.
    /// </summary>
    protected static int WhiteSpace(ReadOnlySpan<byte> text, int at)
    {
        var (end, last) = (at, at);
        while ((Characters.Read(text, end, out var length) & CharacterClass.Space) != 0)
        {
            last = end;
            end += length;
        }

        return end < text.Length && last > at ? last : end;
    }

    /// <summary>Length of an English contraction ('s, 't, 'm, 'd, 're, 've, 'll) that begins at <paramref name="at"/>, or 0.</summary>
    protected static int Contraction(ReadOnlySpan<byte> text, int at, bool ignoreCase)
    {
        if (at + 1 >= text.Length || text[at] != '\'')
            return 0;
        switch (Letter(text, at + 1, ignoreCase))
        {
            case 's' or 't' or 'm' or 'd':
                return 2;
            case 'r' or 'v' when Letter(text, at + 2, ignoreCase) == 'e':
                return 3;
            case 'l' when Letter(text, at + 2, ignoreCase) == 'l':
                return 3;
            default:
                return 0;
        }
    }

    private static int Letter(ReadOnlySpan<byte> text, int at, bool ignoreCase) =>
        at >= text.Length ? 0 : ignoreCase && text[at] is >= (byte)'A' and <= (byte)'Z' ? text[at] | 0x20 : text[at];
}
