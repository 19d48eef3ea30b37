using Slipway.Formats;
using Slipway.Tensors.Lanes;

namespace Slipway.Tensors.Tests.Products;

public sealed unsafe class MatrixMultiplierTests
{
    private static readonly int[] RowCounts = [1, 2, 3, 4, 5, 7, 8, 11, 13, 16, 33, 70];

    public static TheoryData<TensorType> Types => [.. Enum.GetValues<TensorType>()];

    [Theory, MemberData(nameof(Types))]
    public void Products_are_the_definition_to_the_bit(TensorType type)
    {
        var random = new Random(7 + (int)type);
        var block = Math.Max(1, TensorTypes.BlockLength(type));
        int[] columnCounts = block == 1 ? [1, 5, 16, 47, 48, 300, 1040] : [block, 3 * block, 8 * block + (block == 32 ? 32 : 0)];
        foreach (var columns in columnCounts)
        {
            foreach (var outputs in (int[])[1, 3, 14, 61])
            {
                var (bytes, values) = Reference.Weights(type, outputs, columns, random);
                var matrix = new WeightMatrix(type, outputs, columns, (nint)bytes.Data);
                foreach (var rows in RowCounts)
                    Check(matrix, values, rows, random);
            }
        }
    }

    private static void Check(WeightMatrix weights, float[] values, int rows, Random random)
    {
        var (inputStride, outputStride) = (weights.Columns + random.Next(5), weights.Rows + random.Next(5));
        var input = Pinned<float>.Of(Sets.Normal(random, rows * inputStride));
        var bias = Pinned<float>.Of(Sets.Normal(random, weights.Rows));
        var start = Sets.Normal(random, rows * outputStride);
        var (hasBias, accumulate) = (random.Next(2) == 0, random.Next(2) == 0);

        var expected = start.ToArray();
        for (var m = 0; m < rows; m++)
        {
            for (var n = 0; n < weights.Rows; n++)
            {
                var dot = Reference.Dot(
                    input.Values.AsSpan(m * inputStride, weights.Columns), values.AsSpan(n * weights.Columns, weights.Columns));
                dot += hasBias ? bias.Values[n] : 0;
                expected[m * outputStride + n] = accumulate ? expected[m * outputStride + n] + dot : dot;
            }
        }
        foreach (var set in Sets.All)
        {
            // The scalar lanes are slow and the same for every shape; the small ones will do.
            if (set == InstructionSet.Scalar && (long)rows * weights.Rows * weights.Columns > 100_000)
                continue;
            using var team = new ThreadTeam(2);
            using var multiplier = new MatrixMultiplier(team, set);
            var output = Pinned<float>.Of(start);
            multiplier.Run(input.Data, inputStride, rows, [new Product
            {
                Weights = weights,
                Output = output.Data,
                OutputStride = outputStride,
                Bias = hasBias ? bias.Data : null,
                Accumulate = accumulate,
            }]);
            Sets.AssertSameBits(expected, output.Values, $"{set}, {rows} rows of {weights}");
        }
    }

    [Fact]
    public void Products_of_one_input_may_differ_in_type_and_size()
    {
        var random = new Random(3);
        const int columns = 512, rows = 3;
        var input = Pinned<float>.Of(Sets.Normal(random, rows * columns));
        TensorType[] types = [TensorType.F16, TensorType.Q8_0, TensorType.Q4_K, TensorType.F32, TensorType.Q6_K];
        var made = types.Select((type, i) => Reference.Weights(type, 5 + 9 * i, columns, random)).ToArray();
        var outputs = made.Select((_, i) => new Pinned<float>(rows * (5 + 9 * i))).ToArray();
        using var team = new ThreadTeam(2);
        using var multiplier = new MatrixMultiplier(team);
        multiplier.Run(input.Data, columns, rows, [.. types.Select((type, i) => new Product
        {
            Weights = new WeightMatrix(type, 5 + 9 * i, columns, (nint)made[i].Bytes.Data),
            Output = outputs[i].Data,
            OutputStride = 5 + 9 * i,
        })]);
        for (var i = 0; i < types.Length; i++)
        {
            for (var at = 0; at < outputs[i].Values.Length; at++)
            {
                var (m, n) = Math.DivRem(at, 5 + 9 * i);
                Assert.Equal(
                    Reference.Dot(input.Values.AsSpan(m * columns, columns), made[i].Values.AsSpan(n * columns, columns)), outputs[i].Values[at]);
            }
        }
    }

    [Fact]
    public void Products_of_different_widths_are_refused()
    {
        using var team = new ThreadTeam(1);
        using var multiplier = new MatrixMultiplier(team);
        var memory = new Pinned<float>(64);
        var products = new[] { 16, 32 }.Select(k => new Product { Weights = new(TensorType.F32, 1, k, (nint)memory.Data), Output = memory.Data });
        Assert.Throws<ArgumentException>(() => multiplier.Run(memory.Data, 32, 1, products.ToArray()));
    }

    [Theory]
    [InlineData(TensorType.Q8_0, 1)]
    [InlineData(TensorType.Q8_0, 5)]
    [InlineData(TensorType.Q4_K, 1)]
    [InlineData(TensorType.F16, 40)]
    public void A_product_allocates_nothing(TensorType type, int rows)
    {
        var random = new Random(5);
        var (bytes, _) = Reference.Weights(type, 128, 256, random);
        var (input, output) = (new Pinned<float>(rows * 256), new Pinned<float>(rows * 128));
        using var team = new ThreadTeam(2);
        using var multiplier = new MatrixMultiplier(team);
        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            var product = new Product { Weights = new(type, 128, 256, (nint)bytes.Data), Output = output.Data, OutputStride = 128 };
            multiplier.Run(input.Data, 256, rows, new ReadOnlySpan<Product>(in product));
        }
    }
}
