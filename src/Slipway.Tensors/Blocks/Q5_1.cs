using System.Buffers.Binary;

namespace Slipway.Tensors.Blocks;

/// <summary>
/// 32 values: fp16 scale d, fp16 base m, 32 bits that are each value's fifth bit, then nibbles as in <see cref="Q4_0"/>.
/// value = d * quant + m.
/// </summary>
internal readonly struct Q5_1 : IBlockFormat
{
    public static int Length => 32;

    public static int Bytes => 24;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values)
    {
        var (d, m) = (HalfField.Read(block), HalfField.Read(block[2..]));
        var high = BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        for (var i = 0; i < 16; i++)
        {
            values[i] = d * ((block[8 + i] & 15u) | (high >> i & 1) << 4) + m;
            values[16 + i] = d * ((uint)(block[8 + i] >> 4) | (high >> (16 + i) & 1) << 4) + m;
        }
    }

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        Span<int> quants = stackalloc int[32];
        var (d, m) = new ShiftedQuantizer(31).EncodeHalves(values, weights, quants);
        HalfField.Write(block, d);
        HalfField.Write(block[2..], m);
        Nibbles.WriteFiveBits(quants, block[4..8], block[8..]);
    }
}
