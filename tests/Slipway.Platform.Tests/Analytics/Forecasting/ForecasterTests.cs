using Slipway.Platform.Analytics.Forecasting;

namespace Slipway.Platform.Tests.Analytics.Forecasting;

public sealed class ForecasterTests
{
    [Fact]
    public void No_history_gives_zeros_and_says_that_no_method_was_used()
    {
        var forecast = Forecaster.Project([], 5);
        Assert.Equal("none", forecast.Method);
        Assert.Equal(new double[5], forecast.Values);
        Assert.Null(forecast.BacktestError);
    }

    [Theory]
    [InlineData(new double[] { 7 })]
    [InlineData(new double[] { 5, 7 })]
    public void One_or_two_values_are_continued_from_the_last(double[] history)
    {
        var forecast = Forecaster.Project(history, 10);
        Assert.All(forecast.Values, value => Assert.Equal(7, value, 0.01));
    }

    [Fact]
    public void A_trend_is_continued_where_naive_stands_still()
    {
        var history = Series(90, t => 100 + 5 * t, noise: 5, seed: 1);
        var forecast = Forecaster.Project(history, 14);
        Assert.True(forecast.BacktestError < 0.6 * forecast.NaiveError, $"{forecast.Method}: {forecast.BacktestError} of {forecast.NaiveError}");
        Assert.InRange(forecast.Values[6], 550, 610);
    }

    [Fact]
    public void A_week_is_recognised()
    {
        var history = Series(84, t => t % 7 < 5 ? 1000 : 200, noise: 20, seed: 2);
        var forecast = Forecaster.Project(history, 14);
        for (var step = 0; step < 14; step++)
            Assert.Equal((84 + step) % 7 < 5 ? 1000 : 200, forecast.Values[step], 60.0);
    }

    [Fact]
    public void After_a_step_the_new_level_is_continued_and_the_noise_is_not()
    {
        var history = Series(80, t => t < 30 ? 100 : 400, noise: 40, seed: 3);
        var forecast = Forecaster.Project(history, 7);
        Assert.True(forecast.BacktestError < forecast.NaiveError);
        Assert.All(forecast.Values, value => Assert.InRange(value, 360, 440));
    }

    [Fact]
    public void The_chosen_method_is_never_worse_than_naive_in_the_back_test()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var walk = 100.0;
            var history = new double[random.Next(1, 120)];
            for (var t = 0; t < history.Length; t++)
                history[t] = Math.Max(0, walk += random.NextDouble() * 20 - 10);
            var forecast = Forecaster.Project(history, 14);
            Assert.True((forecast.BacktestError ?? 0) <= (forecast.NaiveError ?? 0));
            Assert.All(forecast.Values, value => Assert.True(double.IsFinite(value) && value >= 0));
        }
    }

    [Theory]
    [InlineData("level")]
    [InlineData("trend")]
    [InlineData("week")]
    [InlineData("walk")]
    public void Intervals_cover_about_nine_values_in_ten(string kind)
    {
        int inside = 0, all = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var walk = 0.0;
            var steps = new Random(seed + 1000);
            var series = Series(98, t => kind switch
            {
                "trend" => 500 + 3 * t,
                "week" => 500 + 200 * Math.Sin(2 * Math.PI * t / 7),
                "walk" => 1000 + (walk += Gaussian(steps) * 15),
                _ => 500,
            }, noise: kind == "walk" ? 0 : 25, seed);
            var forecast = Forecaster.Project(series.AsSpan(0, 84), 14);
            for (var step = 0; step < 14; step++, all++)
                inside += series[84 + step] >= forecast.Low[step] && series[84 + step] <= forecast.High[step] ? 1 : 0;
        }
        Assert.InRange(100.0 * inside / all, 85, 95);
    }

    private static double[] Series(int length, Func<int, double> shape, double noise, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(t => Math.Max(0, shape(t) + noise * Gaussian(random)))];
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
