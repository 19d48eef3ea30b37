namespace Slipway.Tensors.Tests.Blocks;

/// <summary>Rows like those of models: mostly Gaussian, sometimes with heavy tails, with a different size in each row.</summary>
internal static class Weights
{
    public static float[] Gaussian(int rows, int columns, int seed) => Make(rows, columns, seed, random => Normal(random));

    /// <summary>Student's t with three degrees of freedom: a few values are many times the others.</summary>
    public static float[] HeavyTailed(int rows, int columns, int seed) => Make(rows, columns, seed, random =>
    {
        double a = Normal(random), b = Normal(random), c = Normal(random);
        return Normal(random) / Math.Sqrt((a * a + b * b + c * c) / 3);
    });

    public static float[] Importance(int columns, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, columns).Select(_ => (float)Math.Exp(2 * Normal(random)))];
    }

    public static double SquaredError(ReadOnlySpan<float> values, ReadOnlySpan<float> decoded, ReadOnlySpan<float> importance = default)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            var off = (double)values[i] - decoded[i];
            sum += off * off * (importance.IsEmpty ? 1 : importance[i % importance.Length]);
        }
        return sum / values.Length;
    }

    private static float[] Make(int rows, int columns, int seed, Func<Random, double> draw)
    {
        var random = new Random(seed);
        var values = new float[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            var size = 0.02 * Math.Exp(Normal(random));
            for (var i = 0; i < columns; i++)
                values[row * columns + i] = (float)(size * draw(random));
        }
        return values;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
