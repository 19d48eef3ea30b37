namespace Slipway.Platform.Deployments.Canary;

/// <summary>
/// Decides a canary step from what both sides have done. It may be asked as often as one likes: the bounds are valid at all looks
/// together. One measure that is worse rolls back; promotion needs all to be acceptable.
/// </summary>
public static class CanaryJudge
{
    private const int Measures = 3;

    public static Judgement Judge(in CanarySide canary, in CanarySide stable, CanaryOptions options)
    {
        // Shared by both sides of all measures.
        var alpha = options.Risk / (2 * Measures);
        var comparisons = new[]
        {
            Rates("error_rate", canary.Errors, stable.Errors, options.ErrorMargin, alpha),
            Times("time_to_first_token", canary.FirstToken, stable.FirstToken, options.LatencyMargin, alpha),
            Times("time_per_output_token", canary.PerToken, stable.PerToken, options.LatencyMargin, alpha),
        };
        if (canary.Errors.Count < options.LeastRequests || stable.Errors.Count < options.LeastRequests)
            return new Judgement(Verdict.Undecided, comparisons);
        if (comparisons.Any(comparison => comparison.Verdict == Verdict.Worse))
            return new Judgement(Verdict.Worse, comparisons);
        // A measure that neither side has (no stream, one token) can't hold a promotion back.
        bool[] seen = [true, canary.FirstToken.Count + stable.FirstToken.Count > 0, canary.PerToken.Count + stable.PerToken.Count > 0];
        var acceptable = comparisons.Zip(seen).All(pair => !pair.Second || pair.First.Verdict == Verdict.Acceptable);
        return new Judgement(acceptable ? Verdict.Acceptable : Verdict.Undecided, comparisons);
    }

    private static Comparison Rates(string metric, in Sample canary, in Sample stable, double margin, double alpha)
    {
        var difference = canary.Mean - stable.Mean;
        var radius = ConfidenceSequence.Radius(canary, Spread(canary), alpha) + ConfidenceSequence.Radius(stable, Spread(stable), alpha);
        return Compare(metric, 100 * canary.Mean, 100 * stable.Mean, 100 * difference,
            100 * Math.Max(-1, difference - radius), 100 * Math.Min(1, difference + radius), margin);

        // A side without a single error isn't a side that can't have one.
        static double Spread(in Sample sample)
        {
            var rate = (sample.Mean * sample.Count + 0.5) / (sample.Count + 1);
            return rate * (1 - rate);
        }
    }

    private static Comparison Times(string metric, in Sample canary, in Sample stable, double margin, double alpha)
    {
        var difference = canary.Mean - stable.Mean;
        var radius = canary.Count < 2 || stable.Count < 2
            ? double.PositiveInfinity
            : ConfidenceSequence.Radius(canary, canary.Variance, alpha) + ConfidenceSequence.Radius(stable, stable.Variance, alpha);
        return Compare(metric, Math.Exp(canary.Mean), Math.Exp(stable.Mean), PerCent(difference),
            PerCent(difference - radius), PerCent(difference + radius), margin);

        static double PerCent(double logarithm) => 100 * (Math.Exp(logarithm) - 1);
    }

    private static Comparison Compare(string metric, double canary, double stable, double difference, double low, double high, double margin) =>
        new(metric, canary, stable, difference, low, high, margin,
            low > margin ? Verdict.Worse : high < margin ? Verdict.Acceptable : Verdict.Undecided);
}

/// <summary>What was decided, and every figure that decided it.</summary>
public sealed record Judgement(Verdict Verdict, IReadOnlyList<Comparison> Comparisons);
