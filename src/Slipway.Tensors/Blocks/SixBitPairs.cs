namespace Slipway.Tensors.Blocks;

/// <summary>
/// The 12 bytes in which Q4_K and Q5_K keep eight scales and eight minima of six bits: those of groups 0-3 stand in the low six bits of
/// bytes 0-3 and 4-7; those of groups 4-7 have their low nibbles together in bytes 8-11 and their upper two bits on top of the others.
/// </summary>
internal static class SixBitPairs
{
    public static (int Scale, int Minimum) Read(ReadOnlySpan<byte> packed, int group) => group < 4
        ? (packed[group] & 63, packed[group + 4] & 63)
        : (packed[group + 4] & 15 | packed[group - 4] >> 6 << 4, packed[group + 4] >> 4 | packed[group] >> 6 << 4);

    public static void Write(Span<byte> packed, ReadOnlySpan<int> scales, ReadOnlySpan<int> minima)
    {
        for (var g = 0; g < 4; g++)
        {
            packed[g] = (byte)(scales[g] | scales[g + 4] >> 4 << 6);
            packed[g + 4] = (byte)(minima[g] | minima[g + 4] >> 4 << 6);
            packed[g + 8] = (byte)(scales[g + 4] & 15 | (minima[g + 4] & 15) << 4);
        }
    }
}
