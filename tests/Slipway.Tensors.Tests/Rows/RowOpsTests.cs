using Slipway.Tensors.Lanes;
using Slipway.Tensors.Rows;

namespace Slipway.Tensors.Tests.Rows;

public sealed unsafe class RowOpsTests
{
    private static readonly int[] Lengths = [1, 7, 16, 31, 48, 100, 288, 1000];

    internal delegate void Operation(RowKernels kernels, float* x, float* y, float* z, int n);

    /// <summary>An operation, and what it makes of element i of x, given all of x, y and z.</summary>
    private static readonly (string Name, Operation Run, Func<double[], double[], double[], int, double> Expected)[] Operations =
    [
        ("rms norm", (k, x, y, z, n) => k.RmsNorm(x, y, 1e-5f, n, x),
            (x, y, z, i) => x[i] / Math.Sqrt(x.Average(v => v * v) + 1e-5) * y[i]),
        ("rms norm without weights", (k, x, y, z, n) => k.RmsNorm(x, null, 1e-5f, n, x),
            (x, y, z, i) => x[i] / Math.Sqrt(x.Average(v => v * v) + 1e-5)),
        ("layer norm", (k, x, y, z, n) => k.LayerNorm(x, y, z, 1e-5f, n, x),
            (x, y, z, i) => (x[i] - x.Average()) / Math.Sqrt(x.Average(v => (v - x.Average()) * (v - x.Average())) + 1e-5) * y[i] + z[i]),
        ("softmax", (k, x, y, z, n) => k.Softmax(x, n), (x, y, z, i) => Math.Exp(x[i]) / x.Sum(Math.Exp)),
        ("scale", (k, x, y, z, n) => k.Scale(x, 0.3f, n), (x, y, z, i) => x[i] * 0.3f),
        ("add", (k, x, y, z, n) => k.Add(x, y, n), (x, y, z, i) => x[i] + y[i]),
        ("add scaled", (k, x, y, z, n) => k.AddScaled(x, y, 0.3f, n), (x, y, z, i) => x[i] + y[i] * 0.3f),
        ("silu", (k, x, y, z, n) => k.Silu(x, n), (x, y, z, i) => x[i] / (1 + Math.Exp(-x[i]))),
        ("gelu", (k, x, y, z, n) => k.Gelu(x, n), (x, y, z, i) => Gelu(x[i])),
        ("gated silu", (k, x, y, z, n) => k.SiluMultiply(x, y, n), (x, y, z, i) => x[i] / (1 + Math.Exp(-x[i])) * y[i]),
        ("gated gelu", (k, x, y, z, n) => k.GeluMultiply(x, y, n), (x, y, z, i) => Gelu(x[i]) * y[i]),
    ];

    public static TheoryData<string> Names => [.. Operations.Select(operation => operation.Name)];

    [Theory, MemberData(nameof(Names))]
    public void An_operation_is_right_and_has_the_same_bits_on_every_instruction_set(string name)
    {
        var (_, run, expected) = Array.Find(Operations, operation => operation.Name == name);
        var random = new Random(2);
        foreach (var n in Lengths)
        {
            var (x, y, z) = (Sets.Normal(random, n, 3), Sets.Normal(random, n), Sets.Normal(random, n));
            var (wide, wideY, wideZ) = (Widen(x), Widen(y), Widen(z));
            float[]? first = null;
            foreach (var set in Sets.All)
            {
                // The extra element stays as it is: nothing is written beyond n.
                var row = Pinned<float>.Of([.. x, 42]);
                run(RowKernels.Create(set), row.Data, Pinned<float>.Of(y).Data, Pinned<float>.Of(z).Data, n);
                Assert.Equal(42, row.Values[n]);
                for (var i = 0; i < n; i++)
                    Assert.Equal(expected(wide, wideY, wideZ, i), row.Values[i], 2e-6 * Math.Max(1, wide.Max(Math.Abs)));
                Sets.AssertSameBits(first ??= row.Values, row.Values, $"{set}, {n} values");
            }
        }
    }

    [Fact]
    public void A_rotation_turns_neighbours_or_halves()
    {
        var (cosines, sines) = (Pinned<float>.Of([MathF.Cos(0.5f), 0]), Pinned<float>.Of([MathF.Sin(0.5f), 1]));
        var x = Pinned<float>.Of([1, 0, 3, 4, 9]);
        RowOps.RotatePairs(x.Data, cosines.Data, sines.Data, 2);
        Assert.Equal([MathF.Cos(0.5f), MathF.Sin(0.5f), -4, 3, 9], x.Values);
        x = Pinned<float>.Of([1, 3, 0, 4, 9]);
        RowOps.RotateHalves(x.Data, cosines.Data, sines.Data, 2);
        Assert.Equal([MathF.Cos(0.5f), -4, MathF.Sin(0.5f), 3, 9], x.Values);
    }

    [Fact]
    public void Softmax_survives_large_and_hidden_scores()
    {
        var x = Pinned<float>.Of([1000, 1000, float.NegativeInfinity, -1000]);
        RowOps.Softmax(x.Data, 4);
        Assert.Equal([0.5f, 0.5f, 0, 0], x.Values);
    }

    private static double[] Widen(float[] values) => [.. values.Select(value => (double)value)];

    private static double Gelu(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
}
