using Slipway.Tensors.Dense;

namespace Slipway.Tensors.Tests.Dense;

public sealed unsafe class DenseMultiplierTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(12, 7, 32)]
    [InlineData(13, 321, 33)]
    [InlineData(100, 650, 70)]
    [InlineData(257, 64, 129)]
    [InlineData(14, 4100, 40)]
    public void Products_of_any_orientation_match_the_plain_sum(int m, int k, int n)
    {
        foreach (var (transposedA, transposedB, accumulate) in Cases)
        {
            var (a, b) = (Draw(m * k, 1), Draw(k * n, 2));
            var expected = Draw(m * n, 3);
            var actual = expected.ToArray();
            fixed (float* pa = a, pb = b, pc = actual)
            {
                var left = transposedA ? new MatrixView(pa, k, m).Transposed : new MatrixView(pa, m, k);
                var right = transposedB ? new MatrixView(pb, n, k).Transposed : new MatrixView(pb, k, n);
                Run(2, left, right, new MatrixView(pc, m, n), accumulate);
                for (var i = 0; i < m; i++)
                {
                    for (var j = 0; j < n; j++)
                    {
                        var sum = accumulate ? (double)expected[i * n + j] : 0;
                        for (var d = 0; d < k; d++)
                            sum += (double)left.Data[i * left.RowStride + d * left.ColumnStride] * right.Data[d * right.RowStride + j * right.ColumnStride];
                        Assert.Equal(sum, actual[i * n + j], 3e-4);
                    }
                }
            }
        }
    }

    [Fact]
    public void Bits_do_not_depend_on_threads_kernels_or_neighbours()
    {
        const int M = 150, K = 700, N = 200;
        var (a, b) = (Draw(M * K, 4), Draw(K * N, 5));
        fixed (float* pa = a, pb = b)
        {
            var (left, right) = (new MatrixView(pa, M, K), new MatrixView(pb, N, K).Transposed);
            var once = Result(left, right, 1);
            Assert.Equal(once, Result(left, right, 3));
            using (var team = new ThreadTeam(2))
            using (var wide = new DenseMultiplier<WideTile>(team))
                Assert.Equal(once, Result(left, right, wide));
            var part = Result(left.RowRange(17, 30), right.ColumnRange(5, 40), 2);
            for (var i = 0; i < 30; i++)
                Assert.Equal(once.AsSpan((17 + i) * N + 5, 40), part.AsSpan(i * 40, 40));
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var values = new float[100];
        fixed (float* p = values)
        {
            var view = new MatrixView(p, 5, 4);
            Assert.Throws<ArgumentException>(() => Run(1, view, view, view, false));
        }
    }

    private static (bool, bool, bool)[] Cases => [(false, false, false), (false, true, true), (true, false, false), (true, true, true)];

    private static float[] Result(MatrixView a, MatrixView b, int threads)
    {
        using var team = new ThreadTeam(threads);
        using var multiplier = DenseMultiplier.Create(team);
        return Result(a, b, multiplier);
    }

    private static float[] Result(MatrixView a, MatrixView b, DenseMultiplier multiplier)
    {
        var result = new float[a.Rows * b.Columns];
        fixed (float* c = result)
            multiplier.Run(a, b, new MatrixView(c, a.Rows, b.Columns));
        return result;
    }

    private static void Run(int threads, MatrixView a, MatrixView b, MatrixView c, bool accumulate)
    {
        using var team = new ThreadTeam(threads);
        using var multiplier = DenseMultiplier.Create(team);
        multiplier.Run(a, b, c, accumulate);
    }

    private static float[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
