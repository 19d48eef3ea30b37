namespace Slipway.Tensors.Blocks;

/// <summary>32 values: fp16 scale d, then 32 signed bytes q. value = d * q.</summary>
internal readonly struct Q8_0 : IBlockFormat
{
    public static int Length => 32;

    public static int Bytes => 34;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = HalfField.Read(block);
        for (var i = 0; i < 32; i++)
            values[i] = d * (sbyte)block[2 + i];
    }

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        // -128 stays unused: the type's other readers negate quants in 8 bits.
        var quantizer = new ScaledQuantizer(-127, 127, reach: 3);
        var d = quantizer.FindHalfScale(values, weights);
        HalfField.Write(block, d);
        Span<int> quants = stackalloc int[32];
        quantizer.Quantize(values, d, quants);
        for (var i = 0; i < 32; i++)
            block[2 + i] = (byte)quants[i];
    }
}
