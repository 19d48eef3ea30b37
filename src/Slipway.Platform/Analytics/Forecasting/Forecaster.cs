namespace Slipway.Platform.Analytics.Forecasting;

/// <summary>
/// Continues a series of daily values that are never negative. The method is the one with the least error in a back-test from several
/// points of the history; the naive methods take part, so that no choice is worse than they are.
/// </summary>
public static class Forecaster
{
    private const int Week = 7;
    private const int Origins = 6;
    private const double NineInTen = 1.645;

    // Ordered from plain to elaborate: of two that are equally good the plainer is taken.
    private static readonly IForecastMethod[] Methods =
    [
        new SeasonalNaive(1),
        new SeasonalNaive(Week),
        new ExponentialSmoothing("smoothing", trend: false, season: 1),
        new ExponentialSmoothing("damped_trend", trend: true, season: 1),
        new ExponentialSmoothing("seasonal_smoothing", trend: false, season: Week),
        new ExponentialSmoothing("seasonal_damped_trend", trend: true, season: Week),
    ];

    public static Forecast Project(ReadOnlySpan<double> history, int horizon)
    {
        if (history.IsEmpty)
            return new Forecast("none", new double[horizon], new double[horizon], new double[horizon], null, null);

        IForecastMethod best = Methods[0];
        Backtest? least = null, naive = null;
        foreach (var method in Methods)
        {
            if (Run(method, history, horizon) is not { } test)
                continue;
            naive ??= test;
            if (least is null || test.Error < least.Value.Error * 0.999)
                (best, least) = (method, test);
        }

        var projection = best.Project(history, horizon);
        // Where the back-test missed by more than the method itself expected, believe the back-test.
        var stretch = NineInTen * Math.Max(1, least?.Surprise ?? 1);
        var low = new double[horizon];
        var high = new double[horizon];
        for (var step = 0; step < horizon; step++)
        {
            var value = Math.Max(0, projection.Values[step]);
            projection.Values[step] = value;
            low[step] = Math.Max(0, value - stretch * projection.Deviations[step]);
            high[step] = value + stretch * projection.Deviations[step];
        }
        return new Forecast(best.Name, projection.Values, low, high, least?.Error, naive?.Error);
    }

    /// <summary>Mean absolute error over several origins, and how large the errors were in units of what the method expected.</summary>
    private readonly record struct Backtest(double Error, double Surprise);

    private static Backtest? Run(IForecastMethod method, ReadOnlySpan<double> history, int horizon)
    {
        // Every method is judged at the same origins, or those that need more history would be judged on easier ground.
        var ahead = Math.Min(horizon, Math.Max(1, history.Length / 4));
        var first = Math.Max(history.Length / 2, 1);
        if (method.LeastHistory > first || history.Length - ahead < first)
            return null;
        var origins = Math.Min(Origins, history.Length - ahead - first + 1);
        double errors = 0, surprises = 0;
        var count = 0;
        for (var index = 0; index < origins; index++)
        {
            var origin = origins == 1 ? history.Length - ahead : first + (history.Length - ahead - first) * index / (origins - 1);
            var projection = method.Project(history[..origin], ahead);
            for (var step = 0; step < ahead; step++, count++)
            {
                var error = Math.Abs(history[origin + step] - Math.Max(0, projection.Values[step]));
                errors += error;
                var expected = projection.Deviations[step];
                surprises += expected > 0 ? error * error / (expected * expected) : error > 0 ? 9 : 1;
            }
        }
        return new Backtest(errors / count, Math.Sqrt(surprises / count));
    }
}
