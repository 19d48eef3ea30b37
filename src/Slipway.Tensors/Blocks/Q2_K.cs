namespace Slipway.Tensors.Blocks;

/// <summary>
/// 256 values in 16 groups of 16: a byte for each group (scale in the low nibble, minimum in the high), 64 bytes of bit pairs, fp16
/// scale d, fp16 scale of the minima. value = (d * scale) * quant - (dmin * minimum). In each half of 128 values, byte l of the pairs
/// holds values l, l + 32, l + 64, l + 96, lowest bits first.
/// </summary>
internal readonly struct Q2_K : IBlockFormat
{
    public static int Length => 256;

    public static int Bytes => 84;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, dmin) = (HalfField.Read(block[80..]), HalfField.Read(block[82..]));
        for (var i = 0; i < 256; i++)
        {
            var quant = block[16 + i / 128 * 32 + i % 32] >> (i / 32 % 4 * 2) & 3;
            values[i] = d * (block[i / 16] & 15) * quant - dmin * (block[i / 16] >> 4);
        }
    }

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<int> scales = stackalloc int[16], minima = stackalloc int[16], quants = stackalloc int[256];
        var (d, dmin) = new ShiftedQuantizer(3).EncodeGroups(values, weights, 15, scales, minima, quants);
        block.Clear();
        HalfField.Write(block[80..], d);
        HalfField.Write(block[82..], dmin);
        for (var g = 0; g < 16; g++)
            block[g] = (byte)(scales[g] | minima[g] << 4);
        for (var i = 0; i < 256; i++)
            block[16 + i / 128 * 32 + i % 32] |= (byte)(quants[i] << (i / 32 % 4 * 2));
    }
}
