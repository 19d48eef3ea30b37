using Slipway.Formats;
using Slipway.Tensors.Blocks;

namespace Slipway.Tensors.Tests.Products;

/// <summary>The products by their definition, written plainly and apart from the kernels.</summary>
internal static class Reference
{
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> w)
    {
        Span<float> lanes = stackalloc float[16];
        lanes.Clear();
        for (var k = 0; k < (x.Length + 15) / 16 * 16; k++)
            lanes[k % 16] = k < x.Length ? MathF.FusedMultiplyAdd(x[k], w[k], lanes[k % 16]) : lanes[k % 16] + 0;
        for (var distance = 8; distance > 0; distance /= 2)
        {
            for (var lane = 0; lane < distance; lane++)
                lanes[lane] += lanes[lane + distance];
        }
        return lanes[0];
    }

    /// <summary>Random weights of a type as bytes, and as the floats that they stand for: [rows, columns].</summary>
    public static (Pinned<byte> Bytes, float[] Values) Weights(TensorType type, int rows, int columns, Random random)
    {
        var bytes = new Pinned<byte>((int)TensorTypes.ByteLength(type, (long)rows * columns));
        BlockCodec.Encode(type, Sets.Normal(random, rows * columns, 0.05), bytes.Values);
        var values = new float[rows * columns];
        BlockCodec.Decode(type, bytes.Values, values);
        return (bytes, values);
    }
}
