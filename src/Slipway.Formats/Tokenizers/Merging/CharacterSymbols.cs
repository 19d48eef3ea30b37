namespace Slipway.Formats.Tokenizers.Merging;

/// <summary>The symbols of a word that begins as characters.</summary>
internal static class CharacterSymbols
{
    /// <summary>
    /// One symbol for each character, with its token where there is one. The first byte alone says how long a character is, so broken
    /// UTF-8 gives other symbols but loses no byte.
    /// </summary>
    public static int Spell(ReadOnlySpan<byte> word, Span<Symbol> symbols, ByteTable table)
    {
        var (at, count) = (0, 0);
        while (at < word.Length)
        {
            var length = word[at] switch { < 0xC0 => 1, < 0xE0 => 2, < 0xF0 => 3, _ => 4 };
            length = Math.Min(length, word.Length - at);
            symbols[count++] = new(at, length, table.Find(word.Slice(at, length)));
            at += length;
        }

        return count;
    }
}
