namespace Slipway.Platform.Analytics.Forecasting;

/// <summary>Tomorrow is as the same day one season ago; with a season of 1, as today. What every other method has to beat.</summary>
internal sealed class SeasonalNaive(int season) : IForecastMethod
{
    public string Name => season == 1 ? "naive" : "seasonal_naive";

    public int LeastHistory => season == 1 ? 1 : season + 1;

    public Projection Project(ReadOnlySpan<double> history, int horizon)
    {
        var values = new double[horizon];
        var deviations = new double[horizon];
        double squares = 0;
        for (var t = season; t < history.Length; t++)
            squares += Square(history[t] - history[t - season]);
        var variance = history.Length > season ? squares / (history.Length - season) : 0;
        for (var step = 0; step < horizon; step++)
        {
            values[step] = history[history.Length - season + step % season];
            // Errors add up once for each whole season that lies between.
            deviations[step] = Math.Sqrt(variance * (step / season + 1));
        }
        return new Projection(values, deviations);
    }

    private static double Square(double x) => x * x;
}
