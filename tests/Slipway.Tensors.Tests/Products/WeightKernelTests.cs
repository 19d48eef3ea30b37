using Slipway.Formats;
using Slipway.Tensors.Blocks;
using Slipway.Tensors.Weights;

namespace Slipway.Tensors.Tests.Products;

public sealed unsafe class WeightKernelTests
{
    public static TheoryData<TensorType> Types => [.. Enum.GetValues<TensorType>()];

    [Theory, MemberData(nameof(Types))]
    public void Any_bytes_decode_to_what_the_reference_says(TensorType type)
    {
        var random = new Random(40 + (int)type);
        var bytes = new Pinned<byte>((int)TensorTypes.ByteLength(type, 256 * 64));
        var expected = new float[256 * 64];
        do
        {
            random.NextBytes(bytes.Values);
            Tame(type, bytes.Values);
            BlockCodec.Decode(type, bytes.Values, expected);
        }
        while (!expected.All(float.IsFinite));
        foreach (var set in Sets.All)
        {
            var values = new Pinned<float>(256 * 64);
            new WeightKernels(set).For(type).Decode(bytes.Data, 256 * 64, values.Data, 16, padded: false);
            Sets.AssertSameBits(expected, values.Values, set.ToString());
        }
    }

    /// <summary>Clears the highest exponent bit of everything that might be a half or a float: the values stay finite.</summary>
    private static void Tame(TensorType type, byte[] bytes)
    {
        var size = TensorTypes.BlockBytes(type);
        var scales = type switch
        {
            TensorType.F32 => [3],
            TensorType.Q2_K => [81, 83],
            TensorType.Q3_K => [109],
            TensorType.Q6_K => [209],
            _ => (int[])[1, 3],
        };
        for (var block = 0; block < bytes.Length; block += size)
        {
            foreach (var at in scales.Where(at => at < size))
                bytes[block + at] &= 0xBF;
        }
    }
}
