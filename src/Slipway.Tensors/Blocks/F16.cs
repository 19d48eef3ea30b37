namespace Slipway.Tensors.Blocks;

/// <summary>IEEE half precision; encoding rounds to nearest, ties to even.</summary>
internal readonly struct F16 : IBlockFormat
{
    public static int Length => 1;

    public static int Bytes => 2;

    public static void Decode(ReadOnlySpan<byte> block, Span<float> values) => values[0] = HalfField.Read(block);

    public static void Encode(ReadOnlySpan<float> values, ReadOnlySpan<float> weights, Span<byte> block) =>
        HalfField.Write(block, values[0]);
}
