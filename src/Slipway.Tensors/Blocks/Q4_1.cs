namespace Slipway.Tensors.Blocks;

/// <summary>32 values: fp16 scale d, fp16 base m, then nibbles as in <see cref="Q4_0"/>. value = d * nibble + m.</summary>
internal readonly struct Q4_1 : IBlockFormat
{
    public static int Length => 32;

    public static int Bytes => 20;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, m) = (HalfField.Read(block), HalfField.Read(block[2..]));
        for (var i = 0; i < 16; i++)
        {
            values[i] = d * (block[4 + i] & 15) + m;
            values[16 + i] = d * (block[4 + i] >> 4) + m;
        }
    }

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<int> quants = stackalloc int[32];
        var (d, m) = new ShiftedQuantizer(15).EncodeHalves(values, weights, quants);
        HalfField.Write(block, d);
        HalfField.Write(block[2..], m);
        for (var i = 0; i < 16; i++)
            block[4 + i] = (byte)(quants[i] | quants[16 + i] << 4);
    }
}
