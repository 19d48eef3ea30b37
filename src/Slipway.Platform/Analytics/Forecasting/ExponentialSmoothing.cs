namespace Slipway.Platform.Analytics.Forecasting;

/// <summary>
/// Additive exponential smoothing in its error-correction form: a level, a damped trend and a season, each moved by a share of the last
/// one-step error. The shares are those of least squared error on the history, found by a coarse grid that is then refined.
/// </summary>
internal sealed class ExponentialSmoothing(string name, bool trend, int season) : IForecastMethod
{
    private static readonly double[] LevelShares = [0.05, 0.15, 0.3, 0.5, 0.75, 0.95];
    private static readonly double[] TrendShares = [0.01, 0.05, 0.15, 0.4];
    private static readonly double[] SeasonShares = [0.02, 0.1, 0.3];
    private const double Damping = 0.95;

    public string Name => name;

    // Two whole seasons before a season can be told from a trend.
    public int LeastHistory => season > 1 ? 2 * season + 2 : trend ? 4 : 3;

    public Projection Project(ReadOnlySpan<double> history, int horizon)
    {
        var shares = Fit(history);
        var state = new State(history, trend, season);
        var squares = 0.0;
        for (var t = 0; t < history.Length; t++)
            squares += Square(state.Step(t, history[t], shares));
        var fitted = 1 + (trend ? 1 : 0) + (season > 1 ? 1 : 0);
        var variance = squares / Math.Max(1, history.Length - fitted);

        var values = new double[horizon];
        var deviations = new double[horizon];
        double damped = 0, growth = 0, factor = 1;
        for (var step = 0; step < horizon; step++)
        {
            deviations[step] = Math.Sqrt(variance * (1 + growth));
            factor *= Damping;
            damped += factor;
            values[step] = state.Level + (trend ? damped * state.Trend : 0) + state.Season(history.Length + step);
            // How much of one error is still felt after step + 1 steps.
            var felt = shares.Level + (trend ? shares.Trend * damped : 0) + (season > 1 && (step + 1) % season == 0 ? shares.Season : 0);
            growth += felt * felt;
        }
        return new Projection(values, deviations);
    }

    private Shares Fit(ReadOnlySpan<double> history)
    {
        var best = default(Shares);
        var least = double.PositiveInfinity;
        foreach (var level in LevelShares)
        {
            foreach (var slope in trend ? TrendShares : [0])
            {
                foreach (var seasonal in season > 1 ? SeasonShares : [0])
                    Try(history, new Shares(level, Math.Min(slope, level), seasonal), ref best, ref least);
            }
        }
        for (var width = 0.5; width > 0.05; width /= 2)
        {
            foreach (var factor in (ReadOnlySpan<double>)[1 - width, 1 + width])
            {
                Try(history, best with { Level = Math.Min(1, best.Level * factor) }, ref best, ref least);
                Try(history, best with { Trend = Math.Min(best.Level, best.Trend * factor) }, ref best, ref least);
                Try(history, best with { Season = Math.Min(1 - best.Level, best.Season * factor) }, ref best, ref least);
            }
        }
        return best;
    }

    private void Try(ReadOnlySpan<double> history, Shares shares, ref Shares best, ref double least)
    {
        var state = new State(history, trend, season);
        var squares = 0.0;
        for (var t = 0; t < history.Length; t++)
            squares += Square(state.Step(t, history[t], shares));
        if (squares < least)
            (best, least) = (shares, squares);
    }

    private static double Square(double x) => x * x;

    private readonly record struct Shares(double Level, double Trend, double Season);

    private struct State
    {
        private readonly double[] _seasons;

        public State(ReadOnlySpan<double> history, bool trend, int season)
        {
            _seasons = new double[Math.Max(1, season)];
            var first = Mean(history[..Math.Min(history.Length, Math.Max(season, 3))]);
            Level = first;
            if (trend && history.Length >= 2)
            {
                var half = Math.Max(1, Math.Min(season > 1 ? season : 4, history.Length / 2));
                Trend = (Mean(history.Slice(half, half)) - Mean(history[..half])) / half;
                // The mean stands for the middle of its stretch; the state begins before the first value.
                Level = first - Trend * (Math.Min(history.Length, Math.Max(season, 3)) + 1) / 2;
            }
            if (season < 2)
                return;
            var rounds = history.Length / season;
            for (var place = 0; place < season; place++)
            {
                for (var round = 0; round < rounds; round++)
                    _seasons[place] += (history[round * season + place] - Mean(history.Slice(round * season, season))) / rounds;
            }
        }

        public double Level { get; private set; }

        public double Trend { get; private set; }

        public readonly double Season(int t) => _seasons.Length > 1 ? _seasons[t % _seasons.Length] : 0;

        /// <summary>Takes in the value at <paramref name="t"/>; answers the error of what was expected.</summary>
        public double Step(int t, double value, Shares shares)
        {
            var slope = Damping * Trend;
            var error = value - (Level + slope + Season(t));
            Level += slope + shares.Level * error;
            Trend = slope + shares.Trend * error;
            if (_seasons.Length > 1)
                _seasons[t % _seasons.Length] += shares.Season * error;
            return error;
        }

        private static double Mean(ReadOnlySpan<double> values)
        {
            var sum = 0.0;
            foreach (var value in values)
                sum += value;
            return values.Length == 0 ? 0 : sum / values.Length;
        }
    }
}
