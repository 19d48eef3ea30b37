using System.Buffers.Binary;

namespace Slipway.Tensors.Blocks;

/// <summary>A field of half precision inside a block.</summary>
internal static class HalfField
{
    public static float Read(ReadOnlySpan<byte> field) =>
        (float)BitConverter.UInt16BitsToHalf(BinaryPrimitives.ReadUInt16LittleEndian(field));

    public static void Write(Span<byte> field, float value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(field, BitConverter.HalfToUInt16Bits((Half)value));

    /// <summary>The nearest finite half, as the float it will be read as: a scale is rounded before the quants are chosen for it.</summary>
    public static float Round(float value) =>
        (float)(Half)Math.Clamp(value, (float)Half.MinValue, (float)Half.MaxValue);
}
