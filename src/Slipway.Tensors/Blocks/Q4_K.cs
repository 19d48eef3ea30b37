namespace Slipway.Tensors.Blocks;

/// <summary>
/// 256 values in 8 groups of 32: fp16 scale d, fp16 scale of the minima, 12 bytes of <see cref="SixBitPairs"/>, 128 bytes of nibbles.
/// value = (d * scale) * nibble - (dmin * minimum). In each quarter of 64 values, byte l holds values l (low) and l + 32 (high).
/// </summary>
internal readonly struct Q4_K : IBlockFormat
{
    public static int Length => 256;

    public static int Bytes => 144;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, dmin) = (HalfField.Read(block), HalfField.Read(block[2..]));
        for (var g = 0; g < 8; g++)
        {
            var (scale, minimum) = SixBitPairs.Read(block.Slice(4, 12), g);
            var nibbles = block.Slice(16 + g / 2 * 32, 32);
            for (var l = 0; l < 32; l++)
                values[g * 32 + l] = d * scale * (nibbles[l] >> (g % 2 * 4) & 15) - dmin * minimum;
        }
    }

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<int> scales = stackalloc int[8], minima = stackalloc int[8], quants = stackalloc int[256];
        var (d, dmin) = new ShiftedQuantizer(15).EncodeGroups(values, weights, 63, scales, minima, quants);
        HalfField.Write(block, d);
        HalfField.Write(block[2..], dmin);
        SixBitPairs.Write(block.Slice(4, 12), scales, minima);
        for (var i = 0; i < 128; i++)
        {
            var first = i / 32 * 64 + i % 32;
            block[16 + i] = (byte)(quants[first] | quants[first + 32] << 4);
        }
    }
}
