using System.Buffers.Binary;

namespace Slipway.Tensors.Blocks;

/// <summary>The packing that the 32-value types of five bits share: low nibbles in 16 bytes, fifth bits in a word.</summary>
internal static class Nibbles
{
    public static void WriteFiveBits(ReadOnlySpan<int> quants, Span<byte> high, Span<byte> low)
    {
        var bits = 0u;
        for (var i = 0; i < 16; i++)
        {
            bits |= (uint)(quants[i] >> 4) << i | (uint)(quants[16 + i] >> 4) << (16 + i);
            low[i] = (byte)((quants[i] & 15) | (quants[16 + i] & 15) << 4);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(high, bits);
    }
}
