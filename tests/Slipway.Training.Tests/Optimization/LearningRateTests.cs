using Slipway.Training.Optimization;

namespace Slipway.Training.Tests.Optimization;

public sealed class LearningRateTests
{
    [Theory]
    [InlineData(Schedule.Constant, 5, 0.5f)]
    [InlineData(Schedule.Constant, 10, 1f)]
    [InlineData(Schedule.Constant, 110, 1f)]
    [InlineData(Schedule.Linear, 10, 1f)]
    [InlineData(Schedule.Linear, 61, 0.5f)]
    [InlineData(Schedule.Linear, 110, 0.01f)]
    [InlineData(Schedule.Cosine, 11, 1f)]
    [InlineData(Schedule.Cosine, 61, 0.5f)]
    public void Rates_rise_while_warming_up_and_follow_their_schedule(Schedule schedule, int step, float expected) =>
        Assert.Equal(expected, new LearningRate(1, schedule, 10, 110).At(step), 1e-5f);

    [Fact]
    public void Without_warm_up_the_first_step_has_the_peak() => Assert.Equal(3f, new LearningRate(3, Schedule.Cosine, 0, 1).At(1));
}
