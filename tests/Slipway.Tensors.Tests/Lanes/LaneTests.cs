using Slipway.Tensors.Lanes;
using Slipway.Tensors.Rows;
using Slipway.Tensors.Weights;

namespace Slipway.Tensors.Tests.Lanes;

public sealed unsafe class LaneTests
{
    [Fact]
    public void Every_finite_half_is_read_as_its_value()
    {
        var halves = new Pinned<ushort>(65536);
        for (var i = 0; i < 65536; i++)
            halves.Values[i] = Half.IsFinite(BitConverter.UInt16BitsToHalf((ushort)i)) ? (ushort)i : (ushort)0;
        var expected = halves.Values.Select(half => (float)BitConverter.UInt16BitsToHalf(half)).ToArray();
        var values = new Pinned<float>(65536);
        foreach (var set in Sets.All)
        {
            new WeightKernels(set).For(Formats.TensorType.F16).Decode((byte*)halves.Data, 65536, values.Data, 16, padded: false);
            Sets.AssertSameBits(expected, values.Values, set.ToString());
        }
    }

    [Fact]
    public void Floats_become_the_nearest_halves_and_stay_finite()
    {
        var random = new Random(1);
        var values = new Pinned<float>(1 << 16);
        for (var i = 0; i < values.Values.Length; i++)
            values.Values[i] = (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-30, 20)));
        // Ties, the edges of the subnormal range, and what is too large.
        float[] edges = [0, -0f, 6.1035156e-5f, 6.1005e-5f, 5.9604645e-8f, 2.9802322e-8f, 8.940697e-8f, 1.00048828125f, 1.00146484375f, 65504, 65519, 65520, -1e30f];
        edges.CopyTo(values.Values, 0);
        var expected = values.Values.Select(value => BitConverter.HalfToUInt16Bits((Half)Math.Clamp(value, -65504, 65504))).ToArray();
        Check<ScalarLanes>(InstructionSet.Scalar);
        Check<PortableLanes>(InstructionSet.Portable);
        Check<Avx2Lanes>(InstructionSet.Avx2);
        Check<Avx512Lanes>(InstructionSet.Avx512);

        void Check<TLanes>(InstructionSet set) where TLanes : unmanaged, ILanes<TLanes>
        {
            if (!InstructionSets.IsSupported(set))
                return;
            var halves = new Pinned<ushort>(values.Values.Length);
            for (var i = 0; i < values.Values.Length; i += 16)
                TLanes.StoreHalf(TLanes.Load(values.Data + i), halves.Data + i);
            Assert.Equal(expected, halves.Values);
        }
    }

    [Fact]
    public void The_exponential_is_within_two_units_in_the_last_place()
    {
        var x = new Pinned<float>(160_000);
        for (var i = 0; i < x.Values.Length; i++)
            x.Values[i] = -86.9f + i * (174.8f / x.Values.Length);
        for (var i = 0; i < x.Values.Length; i += 16)
        {
            var at = x.Values.AsSpan(i, 16).ToArray();
            ScalarLanes.Store(LaneMath.Exp(ScalarLanes.Load(x.Data + i)), x.Data + i);
            for (var lane = 0; lane < 16; lane++)
                Assert.InRange(x.Values[i + lane] / Math.Exp(at[lane]), 1 - 2.4e-7, 1 + 2.4e-7);
        }
    }

    [Fact]
    public void The_exponential_is_one_at_zero_and_zero_far_below()
    {
        var x = Pinned<float>.Of([0, -0f, float.NegativeInfinity, -1000, -87.01f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        ScalarLanes.Store(LaneMath.Exp(ScalarLanes.Load(x.Data)), x.Data);
        Assert.Equal([1, 1, 0, 0, 0], x.Values[..5]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("scalar")]
    [InlineData("Portable")]
    public void The_instruction_set_can_be_forced(string? forced)
    {
        var set = InstructionSets.Choose(forced);
        Assert.Equal(forced ?? Sets.All.Max().ToString(), set.ToString(), ignoreCase: true);
        Assert.NotNull(RowKernels.Create(set));
    }

    [Fact]
    public void An_unknown_instruction_set_is_an_error_that_names_the_variable() =>
        Assert.Contains("SLIPWAY_KERNELS", Assert.Throws<InvalidOperationException>(() => InstructionSets.Choose("mmx")).Message);
}
