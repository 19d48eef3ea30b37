namespace Slipway.Engine.Grammars;

/// <summary>The byte sequences of ranges of code points, as sequences of ranges of bytes.</summary>
internal static class Utf8Ranges
{
    private static readonly int[] Ends = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    public static IEnumerable<(byte First, byte Last)[]> Of(int first, int last)
    {
        // Surrogates are no characters; splitting around them keeps them out.
        if (first < 0xD800 && last > 0xDFFF)
            return Of(first, 0xD7FF).Concat(Of(0xE000, last));
        if (first is >= 0xD800 and <= 0xDFFF)
            first = 0xE000;
        if (last is >= 0xD800 and <= 0xDFFF)
            last = 0xD7FF;
        return first > last ? [] : OfLength(first, last, 0);
    }

    private static IEnumerable<(byte First, byte Last)[]> OfLength(int first, int last, int length)
    {
        for (; first <= last; length++)
        {
            if (first > Ends[length])
                continue;
            var end = Math.Min(last, Ends[length]);
            foreach (var sequence in Split(first, end, length))
                yield return sequence;
            first = end + 1;
        }
    }

    /// <summary>Splits a range until all but the last bytes of a sequence agree, or their last bytes run over all values.</summary>
    private static IEnumerable<(byte First, byte Last)[]> Split(int first, int last, int continuations)
    {
        for (var i = 1; i <= continuations; i++)
        {
            var mask = (1 << (6 * i)) - 1;
            if ((first & ~mask) == (last & ~mask))
                continue;
            if ((first & mask) != 0)
                return Split(first, first | mask, continuations).Concat(Split((first | mask) + 1, last, continuations));
            if ((last & mask) != mask)
                return Split(first, (last & ~mask) - 1, continuations).Concat(Split(last & ~mask, last, continuations));
        }
        var (low, high) = (Encode(first, continuations), Encode(last, continuations));
        return [[.. low.Zip(high)]];
    }

    private static byte[] Encode(int value, int continuations)
    {
        var bytes = new byte[continuations + 1];
        for (var i = continuations; i > 0; i--, value >>= 6)
            bytes[i] = (byte)(0x80 | (value & 0x3F));
        bytes[0] = (byte)(continuations switch { 0 => value, 1 => 0xC0 | value, 2 => 0xE0 | value, _ => 0xF0 | value });
        return bytes;
    }
}
