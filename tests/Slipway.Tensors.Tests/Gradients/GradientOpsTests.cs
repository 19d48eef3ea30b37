using Slipway.Tensors.Gradients;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Tests.Gradients;

/// <summary>Each gradient against finite differences of its operation in double precision, and every instruction set against the scalar one.</summary>
public sealed unsafe class GradientOpsTests
{
    private const float Epsilon = 1e-3f;

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(45)]
    public void Activations_pass_gradients_back(int n)
    {
        var (x, up, dy) = (Draw(n, 1, 3), Draw(n, 2), Draw(n, 3));
        foreach (var (gelu, activation) in new (bool, Func<double, double>)[] { (false, Silu), (true, Gelu) })
        {
            float[] plain = new float[n], dgate = new float[n], dup = new float[n];
            fixed (float* px = x, pup = up, pdy = dy, pp = plain, pg = dgate, pu = dup)
            {
                if (gelu)
                {
                    GradientOps.Gelu(px, pdy, n, pp);
                    GradientOps.GeluMultiply(px, pup, pdy, n, pg, pu);
                }
                else
                {
                    GradientOps.Silu(px, pdy, n, pp);
                    GradientOps.SiluMultiply(px, pup, pdy, n, pg, pu);
                }
            }
            Check(x, v => v.Select(activation), dy, plain);
            Check(x, v => v.Select((value, i) => activation(value) * up[i]), dy, dgate);
            Check(up, v => v.Select((value, i) => activation(x[i]) * value), dy, dup);
        }
    }

    [Theory]
    [InlineData(false, 7)]
    [InlineData(true, 7)]
    [InlineData(false, 48)]
    [InlineData(true, 48)]
    public void Norms_pass_gradients_back(bool centred, int n)
    {
        var (x, weight, dy) = (Draw(n, 4, 2), Draw(n, 5), Draw(n, 6));
        float[] dx = new float[n], added = Draw(n, 7), before = [.. added], dweight = new float[n];
        fixed (float* px = x, pw = weight, pdy = dy, pdx = dx, pa = added, pdw = dweight)
        {
            foreach (var accumulate in new[] { false, true })
            {
                if (centred)
                    GradientOps.LayerNorm(px, pw, pdy, Epsilon, n, accumulate ? pa : pdx, accumulate);
                else
                    GradientOps.RmsNorm(px, pw, pdy, Epsilon, n, accumulate ? pa : pdx, accumulate);
            }
            var (mean, scale) = GradientOps.Moments(px, Epsilon, n, centred);
            GradientOps.AddNormWeight(px, mean, scale, pdy, n, pdw);
        }
        IEnumerable<double> Norm(double[] v, double[] w)
        {
            var mean = centred ? v.Average() : 0;
            var scale = 1 / Math.Sqrt(v.Sum(value => (value - mean) * (value - mean)) / n + Epsilon);
            return v.Select((value, i) => (value - mean) * scale * w[i]);
        }
        Check(x, v => Norm(v, Double(weight)), dy, dx);
        Check(weight, w => Norm(Double(x), w), dy, dweight);
        for (var i = 0; i < n; i++)
            Assert.Equal(before[i] + dx[i], added[i], 1e-6f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    public void A_softmax_passes_gradients_back(int n)
    {
        const float Factor = 0.3f;
        var (s, dp) = (Draw(n, 8, 5), Draw(n, 9));
        float[] p = [.. s], ds = [.. dp];
        fixed (float* pp = p, pds = ds)
        {
            GradientOps.ExpOf(pp, Factor, GradientOps.LogSumExp(pp, Factor, n), 1, n);
            GradientOps.Softmax(pp, pds, GradientOps.Dot(pp, pds, n), Factor, n);
        }
        Check(s, Softmax, dp, ds);

        static IEnumerable<double> Softmax(double[] v)
        {
            var e = v.Select(value => Math.Exp(value * Factor)).ToArray();
            return e.Select(value => value / e.Sum());
        }
    }

    [Fact]
    public void Every_instruction_set_gives_the_bits_of_the_scalar_one()
    {
        var expected = All(GradientKernels.Create(InstructionSet.Scalar));
        foreach (var set in Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported))
            Assert.Equal(expected, All(GradientKernels.Create(set)));
    }

    private static float[] All(GradientKernels kernels)
    {
        const int N = 77;
        float[] a = Draw(N, 10, 4), b = Draw(N, 11), c = Draw(N, 12), results = new float[10 * N];
        fixed (float* x = a, w = b, dy = c, r = results)
        {
            kernels.SiluGradient(x, dy, N, r);
            kernels.GeluMultiplyGradient(x, w, dy, N, r + N, r + 2 * N);
            kernels.RmsNormGradient(x, w, dy, Epsilon, N, r + 3 * N, false);
            kernels.LayerNormGradient(x, w, dy, Epsilon, N, r + 3 * N, true);
            (r[4 * N], r[4 * N + 1]) = kernels.Moments(x, Epsilon, N, true);
            kernels.AddNormWeightGradient(x, 0.1f, 0.7f, dy, N, r + 5 * N);
            r[6 * N] = kernels.LogSumExp(x, 0.5f, N);
            r[6 * N + 1] = kernels.Dot(x, dy, N);
            new Span<float>(x, N).CopyTo(new Span<float>(r + 7 * N, N));
            kernels.ExpOf(r + 7 * N, 0.5f, 1, 2, N);
            new Span<float>(dy, N).CopyTo(new Span<float>(r + 8 * N, N));
            kernels.SoftmaxGradient(w, r + 8 * N, 0.25f, 3, N);
        }
        return results;
    }

    /// <summary>The derivative of sum dy · f(x) by each x, in steps of 1e-5.</summary>
    private static void Check(float[] x, Func<double[], IEnumerable<double>> f, float[] dy, float[] actual)
    {
        double Loss(double[] v) => f(v).Zip(dy, (y, d) => y * d).Sum();
        for (var i = 0; i < x.Length; i++)
        {
            var (up, down) = (Double(x), Double(x));
            up[i] += 1e-5;
            down[i] -= 1e-5;
            Assert.Equal((Loss(up) - Loss(down)) / 2e-5, actual[i], 2e-5);
        }
    }

    private static double Silu(double x) => x / (1 + Math.Exp(-x));

    private static double Gelu(double x) => x * 0.5 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    private static double[] Double(float[] values) => [.. values.Select(value => (double)value)];

    private static float[] Draw(int n, int seed, float size = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, n).Select(_ => (random.NextSingle() * 2 - 1) * size)];
    }
}
