using System.Text;

namespace Slipway.Formats.Tokenizers;

/// <summary>
/// The alphabet in which byte-level vocabularies spell bytes: a printable Latin-1 character stands for itself, the other 68 bytes are the
/// characters from U+0100 on, in order. So a space is Ġ and a line feed Ċ.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Letters = BuildLetters();
    private static readonly short[] Values = BuildValues();

    public static char Letter(byte value) => Letters[value];

    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
            text.Append(Letters[value]);
        return text.ToString();
    }

    /// <summary>Writes the bytes that <paramref name="spelling"/> stands for; false where it uses another alphabet.</summary>
    public static bool TryRead(ReadOnlySpan<char> spelling, Span<byte> bytes)
    {
        for (var i = 0; i < spelling.Length; i++)
        {
            var letter = spelling[i];
            if (letter >= Values.Length || Values[letter] < 0)
                return false;
            bytes[i] = (byte)Values[letter];
        }

        return true;
    }

    private static char[] BuildLetters()
    {
        var letters = new char[256];
        var next = '\u0100';
        for (var value = 0; value < letters.Length; value++)
        {
            var printable = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            letters[value] = printable ? (char)value : next++;
        }

        return letters;
    }

    private static short[] BuildValues()
    {
        var values = new short[Letters.Max() + 1];
        Array.Fill(values, (short)-1);
        for (short value = 0; value < Letters.Length; value++)
            values[Letters[value]] = value;
        return values;
    }
}
