namespace Slipway.Tensors.Blocks;

/// <summary>
/// 256 values in 16 groups of 16: 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 signed bytes of group scales, fp16 scale d.
/// value = (d * scale) * (quant - 32). In each half of 128 values, bytes l and l + 32 of the nibbles hold values l, l + 32 (low) and
/// l + 64, l + 96 (high); byte l of the pairs holds the upper bits of the same four, lowest first.
/// </summary>
internal readonly struct Q6_K : IBlockFormat
{
    public static int Length => 256;

    public static int Bytes => 210;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = HalfField.Read(block[208..]);
        for (var i = 0; i < 256; i++)
        {
            var (half, part, l) = (i / 128, i / 32 % 4, i % 32);
            var low = block[half * 64 + part % 2 * 32 + l] >> (part / 2 * 4) & 15;
            var high = block[128 + half * 32 + l] >> (part * 2) & 3;
            values[i] = d * (sbyte)block[192 + i / 16] * ((low | high << 4) - 32);
        }
    }

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<int> scales = stackalloc int[16], quants = stackalloc int[256];
        var d = new ScaledQuantizer(-32, 31).EncodeGroups(values, weights, -128, 127, scales, quants);
        HalfField.Write(block[208..], d);
        for (var g = 0; g < 16; g++)
            block[192 + g] = (byte)scales[g];
        block[..192].Clear();
        for (var i = 0; i < 256; i++)
        {
            var (half, part, l) = (i / 128, i / 32 % 4, i % 32);
            var quant = quants[i] + 32;
            block[half * 64 + part % 2 * 32 + l] |= (byte)((quant & 15) << (part / 2 * 4));
            block[128 + half * 32 + l] |= (byte)(quant >> 4 << (part * 2));
        }
    }
}
