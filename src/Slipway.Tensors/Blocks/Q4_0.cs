namespace Slipway.Tensors.Blocks;

/// <summary>32 values: fp16 scale d, then 16 bytes, whose low nibbles are values 0-15 and high nibbles 16-31. value = d * (nibble - 8).</summary>
internal readonly struct Q4_0 : IBlockFormat
{
    public static int Length => 32;

    public static int Bytes => 18;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = HalfField.Read(block);
        for (var i = 0; i < 16; i++)
        {
            values[i] = d * ((block[2 + i] & 15) - 8);
            values[16 + i] = d * ((block[2 + i] >> 4) - 8);
        }
    }

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        var quantizer = new ScaledQuantizer(-8, 7);
        var d = quantizer.FindHalfScale(values, weights);
        HalfField.Write(block, d);
        Span<int> quants = stackalloc int[32];
        quantizer.Quantize(values, d, quants);
        for (var i = 0; i < 16; i++)
            block[2 + i] = (byte)((quants[i] + 8) | ((quants[16 + i] + 8) << 4));
    }
}
