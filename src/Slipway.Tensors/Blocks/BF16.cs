using System.Buffers.Binary;

namespace Slipway.Tensors.Blocks;

/// <summary>The upper half of a single: eight bits of exponent, seven of fraction. Encoding rounds to nearest, ties to even.</summary>
internal readonly struct BF16 : IBlockFormat
{
    public static int Length => 1;

    public static int Bytes => 2;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values) =>
        values[0] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(block) << 16);

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block)
    {
        var bits = BitConverter.SingleToUInt32Bits(values[0]);
        // Rounding could carry a NaN's payload away; such a value only keeps its upper half, made quiet.
        var rounded = float.IsNaN(values[0]) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
        BinaryPrimitives.WriteUInt16LittleEndian(block, (ushort)rounded);
    }
}
