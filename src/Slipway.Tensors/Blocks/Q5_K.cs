namespace Slipway.Tensors.Blocks;

/// <summary>
/// As <see cref="Q4_K"/>, with 32 bytes of fifth bits before the nibbles: bit g of byte l belongs to value l of group g.
/// value = (d * scale) * quant - (dmin * minimum).
/// </summary>
internal readonly struct Q5_K : IBlockFormat
{
    public static int Length => 256;

    public static int Bytes => 176;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, dmin) = (HalfField.Read(block), HalfField.Read(block[2..]));
        for (var g = 0; g < 8; g++)
        {
            var (scale, minimum) = SixBitPairs.Read(block.Slice(4, 12), g);
            var nibbles = block.Slice(48 + g / 2 * 32, 32);
            for (var l = 0; l < 32; l++)
            {
                var quant = nibbles[l] >> (g % 2 * 4) & 15 | (block[16 + l] >> g & 1) << 4;
                values[g * 32 + l] = d * scale * quant - dmin * minimum;
            }
        }
    }

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<int> scales = stackalloc int[8], minima = stackalloc int[8], quants = stackalloc int[256];
        var (d, dmin) = new ShiftedQuantizer(31).EncodeGroups(values, weights, 63, scales, minima, quants);
        block.Clear();
        HalfField.Write(block, d);
        HalfField.Write(block[2..], dmin);
        SixBitPairs.Write(block.Slice(4, 12), scales, minima);
        for (var i = 0; i < 256; i++)
        {
            var (g, l) = (i / 32, i % 32);
            block[48 + g / 2 * 32 + l] |= (byte)((quants[i] & 15) << (g % 2 * 4));
            block[16 + l] |= (byte)(quants[i] >> 4 << g);
        }
    }
}
