using System.Buffers.Binary;

namespace Slipway.Tensors.Blocks;

/// <summary>
/// 32 values: fp16 scale d, 32 bits that are each value's fifth bit, then nibbles as in <see cref="Q4_0"/>. value = d * (quant - 16).
/// </summary>
internal readonly struct Q5_0 : IBlockFormat
{
    public static int Length => 32;

    public static int Bytes => 22;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var d = HalfField.Read(block);
        var high = BinaryPrimitives.ReadUInt32LittleEndian(block[2..]);
        for (var i = 0; i < 16; i++)
        {
            values[i] = d * ((int)((block[6 + i] & 15u) | (high >> i & 1) << 4) - 16);
            values[16 + i] = d * ((int)((uint)(block[6 + i] >> 4) | (high >> (16 + i) & 1) << 4) - 16);
        }
    }

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        var quantizer = new ScaledQuantizer(-16, 15);
        var d = quantizer.FindHalfScale(values, weights);
        HalfField.Write(block, d);
        Span<int> quants = stackalloc int[32];
        quantizer.Quantize(values, d, quants);
        for (var i = 0; i < 32; i++)
            quants[i] += 16;
        Nibbles.WriteFiveBits(quants, block[2..6], block[6..]);
    }
}
