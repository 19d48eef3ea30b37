using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Tests;

/// <summary>The instruction sets that this processor runs.</summary>
internal static class Sets
{
    public static IEnumerable<InstructionSet> All => Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported);

    public static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                Assert.Fail($"{what}: element {i} is {actual[i]:R}, expected {expected[i]:R}");
        }
    }

    public static float[] Normal(Random random, int count, double size = 1)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (float)(size * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return values;
    }
}
