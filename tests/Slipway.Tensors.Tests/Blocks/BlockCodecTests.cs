using Slipway.Formats;
using Slipway.Tensors.Blocks;

namespace Slipway.Tensors.Tests.Blocks;

public sealed class BlockCodecTests
{
    public static TheoryData<TensorType> All => [.. Enum.GetValues<TensorType>()];

    public static TheoryData<TensorType> Quantized =>
        [.. Enum.GetValues<TensorType>().Where(type => TensorTypes.BlockLength(type) > 1)];

    // Mean squared error of a Gaussian with variance 1. The uniform quantizer's known optimum for so many levels (Max, 1960) is the
    // floor; block scales stay within these bounds because each block adapts to its own extremes.
    [Theory]
    [InlineData(TensorType.F16, 1e-7)]
    [InlineData(TensorType.BF16, 3e-6)]
    [InlineData(TensorType.Q8_0, 3e-5)]
    [InlineData(TensorType.Q6_K, 3.2e-4)]
    [InlineData(TensorType.Q5_K, 1.5e-3)]
    [InlineData(TensorType.Q5_1, 1.6e-3)]
    [InlineData(TensorType.Q5_0, 1.8e-3)]
    [InlineData(TensorType.Q4_K, 6e-3)]
    [InlineData(TensorType.Q4_1, 6.5e-3)]
    [InlineData(TensorType.Q4_0, 7.5e-3)]
    [InlineData(TensorType.Q3_K, 2.5e-2)]
    [InlineData(TensorType.Q2_K, 8e-2)]
    public void A_Gaussian_row_survives_with_little_error(TensorType type, double bound)
    {
        var values = Weights.Gaussian(1, 8192, 11);
        var decoded = RoundTrip(type, values);
        var power = values.Sum(v => (double)v * v) / values.Length;
        Assert.InRange(Weights.SquaredError(values, decoded) / power, 0, bound);
    }

    [Theory, MemberData(nameof(All))]
    public void Zeros_stay_zeros_and_equal_values_stay_close(TensorType type)
    {
        Assert.All(RoundTrip(type, new float[512]), value => Assert.Equal(0, value));
        foreach (var value in new[] { 1f, -0.25f, 3e-2f })
            Assert.All(RoundTrip(type, [.. Enumerable.Repeat(value, 512)]), v => Assert.InRange(v / value, 0.98f, 1.02f));
    }

    [Theory, MemberData(nameof(Quantized))]
    public void Extreme_values_never_decode_to_infinity(TensorType type)
    {
        var values = Weights.HeavyTailed(1, 512, 5);
        values[3] = 3e38f;
        values[300] = -3e38f;
        Assert.All(RoundTrip(type, values), value => Assert.True(float.IsFinite(value)));
        Assert.All(RoundTrip(type, [.. values.Select(v => v * 1e-30f)]), value => Assert.True(float.IsFinite(value)));
    }

    [Theory, MemberData(nameof(Quantized))]
    public void Importance_moves_the_error_to_the_columns_that_matter_less(TensorType type)
    {
        var values = Weights.HeavyTailed(64, 512, 6);
        var importance = Weights.Importance(512, 7);
        var bytes = new byte[TensorTypes.ByteLength(type, values.Length)];
        BlockCodec.Encode(type, values, bytes, importance);
        var decoded = new float[values.Length];
        BlockCodec.Decode(type, bytes, decoded);
        var plain = RoundTrip(type, values);
        Assert.True(Weights.SquaredError(values, decoded, importance) < Weights.SquaredError(values, plain, importance));
        Assert.True(Weights.SquaredError(values, decoded) > Weights.SquaredError(values, plain));
    }

    [Theory, MemberData(nameof(Quantized))]
    public void Columns_that_calibration_never_used_count_alike(TensorType type)
    {
        var values = Weights.Gaussian(1, 512, 8);
        var bytes = new byte[TensorTypes.ByteLength(type, 512)];
        BlockCodec.Encode(type, values, bytes, new float[512]);
        var decoded = new float[512];
        BlockCodec.Decode(type, bytes, decoded);
        Assert.Equal(RoundTrip(type, values), decoded);
    }

    [Fact]
    public void Bytes_that_are_not_whole_blocks_are_refused()
    {
        var values = new float[512];
        Assert.Throws<ArgumentException>(() => BlockCodec.Decode(TensorType.Q4_K, new byte[143], values.AsSpan(0, 256)));
        Assert.Throws<ArgumentException>(() => BlockCodec.Encode(TensorType.Q8_0, values.AsSpan(0, 33), new byte[34]));
        Assert.Throws<ArgumentException>(() => BlockCodec.Encode(TensorType.Q8_0, values, new byte[544], new float[48]));
    }

    [Fact]
    public void Brain_floats_round_to_even_and_keep_NaN()
    {
        Assert.Equal([1f, 1.015625f, float.NaN], RoundTrip(TensorType.BF16, [1.00390625f, 1.01171875f, BitConverter.UInt32BitsToSingle(0x7F800001)]));
    }

    private static float[] RoundTrip(TensorType type, float[] values)
    {
        var bytes = new byte[TensorTypes.ByteLength(type, values.Length)];
        BlockCodec.Encode(type, values, bytes);
        var decoded = new float[values.Length];
        BlockCodec.Decode(type, bytes, decoded);
        return decoded;
    }
}
