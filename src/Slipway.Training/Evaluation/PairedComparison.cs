namespace Slipway.Training.Evaluation;

/// <summary>
/// How two models differ on the same examples: the mean difference of their scores, and an interval that holds the true one 95 times in a
/// hundred, by drawing the examples again with replacement.
/// </summary>
public readonly record struct PairedComparison(double Difference, double Low, double High)
{
    private const int Draws = 2000;

    /// <summary>Whether one is better beyond what the choice of examples explains.</summary>
    public bool IsSignificant => Low > 0 || High < 0;

    public static PairedComparison Of(IReadOnlyList<double> scores, IReadOnlyList<double> others, Random random)
    {
        if (scores.Count == 0 || scores.Count != others.Count)
            throw new ArgumentException($"{scores.Count} and {others.Count} scores cannot be compared by pairs");
        var differences = scores.Zip(others, (a, b) => a - b).ToArray();
        var means = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            for (var i = 0; i < differences.Length; i++)
                means[draw] += differences[random.Next(differences.Length)];
            means[draw] /= differences.Length;
        }
        Array.Sort(means);
        return new PairedComparison(differences.Average(), means[Draws / 40], means[Draws - 1 - Draws / 40]);
    }
}
