using Slipway.Formats;
using Slipway.Tensors.Blocks;

namespace Slipway.Tensors.Tests.Blocks;

/// <summary>Blocks mean the same here and in llama.cpp, and ours hold no more error than its own.</summary>
[Trait("Needs", "peer")]
public sealed class BlockPeerTests
{
    private const int Rows = 16, Columns = 2048;

    public static TheoryData<TensorType> Encoded => [.. Enum.GetValues<TensorType>().Where(type => type != TensorType.F32)];

    public static TheoryData<TensorType> Quantized =>
        [.. Enum.GetValues<TensorType>().Where(type => TensorTypes.BlockLength(type) > 1)];

    [Theory, MemberData(nameof(Encoded))]
    public void Any_bytes_decode_to_the_bits_that_llama_cpp_reads(TensorType type)
    {
        var bytes = new byte[TensorTypes.ByteLength(type, 256 * 64)];
        new Random(7).NextBytes(bytes);
        var expected = GgmlPeer.Decode(type, bytes);
        var actual = new float[expected.Length];
        BlockCodec.Decode(type, bytes, actual);
        for (var i = 0; i < actual.Length; i++)
        {
            if (!(float.IsNaN(expected[i]) && float.IsNaN(actual[i])))
                Assert.Equal(BitConverter.SingleToUInt32Bits(expected[i]), BitConverter.SingleToUInt32Bits(actual[i]));
        }
    }

    [Theory, MemberData(nameof(Quantized))]
    public void Encoding_leaves_no_more_error_than_llama_cpp_s(TensorType type)
    {
        Compare(type, Weights.Gaussian(Rows, Columns, 1), null);
        Compare(type, Weights.HeavyTailed(Rows, Columns, 2), null);
    }

    [Theory, MemberData(nameof(Quantized))]
    public void Encoding_by_importance_leaves_no_more_weighted_error_than_llama_cpp_s(TensorType type)
    {
        var importance = Weights.Importance(Columns, 3);
        Compare(type, Weights.Gaussian(Rows, Columns, 4), importance);
        Compare(type, Weights.HeavyTailed(Rows, Columns, 5), importance);
    }

    private static void Compare(TensorType type, float[] values, float[]? importance)
    {
        var theirs = Weights.SquaredError(values, GgmlPeer.Decode(type, GgmlPeer.Encode(type, values, Columns, importance)), importance);
        var ours = new byte[TensorTypes.ByteLength(type, values.Length)];
        BlockCodec.Encode(type, values, ours, importance);
        var error = Weights.SquaredError(values, GgmlPeer.Decode(type, ours), importance);
        TestContext.Current.TestOutputHelper?.WriteLine($"{type}: {error / theirs:F4} of llama.cpp's squared error");
        Assert.True(error <= theirs, $"{type}: {error:E4} where llama.cpp leaves {theirs:E4}");
    }
}
