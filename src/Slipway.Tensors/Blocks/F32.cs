using System.Runtime.InteropServices;

namespace Slipway.Tensors.Blocks;

/// <summary>The value itself, little-endian.</summary>
internal readonly struct F32 : IBlockFormat
{
    public static int Length => 1;

    public static int Bytes => 4;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values) => values[0] = MemoryMarshal.Read<float>(block);

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block) =>
        MemoryMarshal.Write(block, values[0]);
}
