namespace Slipway.Tensors.Blocks;

/// <summary>
/// 256 values in 16 groups of 16: 32 bytes of third bits (bit i / 32 of byte i % 32), 64 bytes of low bit pairs, 12 bytes of group
/// scales of six bits (less 32), fp16 scale d. value = (d * scale) * (quant - 4). In each half of 128 values, byte l of the pairs holds
/// values l, l + 32, l + 64, l + 96, lowest bits first. Scale g has its low nibble in byte g % 8 (upper nibble from 8 on) and its two
/// high bits in byte 8 + g % 4, at 2 * (g / 4).
/// </summary>
internal readonly struct Q3_K : IBlockFormat
{
    public static int Length => 256;

    public static int Bytes => 110;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = HalfField.Read(block[108..]);
        var scales = block[96..];
        for (var i = 0; i < 256; i++)
        {
            var g = i / 16;
            var scale = (scales[g % 8] >> (g / 8 * 4) & 15 | (scales[8 + g % 4] >> (g / 4 * 2) & 3) << 4) - 32;
            var low = block[32 + i / 128 * 32 + i % 32] >> (i / 32 % 4 * 2) & 3;
            var high = block[i % 32] >> (i / 32) & 1;
            values[i] = d * scale * ((low | high << 2) - 4);
        }
    }

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<int> scales = stackalloc int[16], quants = stackalloc int[256];
        var d = new ScaledQuantizer(-4, 3).EncodeGroups(values, weights, -32, 31, scales, quants);
        block.Clear();
        HalfField.Write(block[108..], d);
        for (var g = 0; g < 16; g++)
        {
            var scale = scales[g] + 32;
            block[96 + g % 8] |= (byte)((scale & 15) << (g / 8 * 4));
            block[104 + g % 4] |= (byte)(scale >> 4 << (g / 4 * 2));
        }
        for (var i = 0; i < 256; i++)
        {
            var quant = quants[i] + 4;
            block[32 + i / 128 * 32 + i % 32] |= (byte)((quant & 3) << (i / 32 % 4 * 2));
            block[i % 32] |= (byte)(quant >> 2 << (i / 32));
        }
    }
}
