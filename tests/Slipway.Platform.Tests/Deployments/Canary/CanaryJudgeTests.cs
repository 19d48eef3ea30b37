using Slipway.Platform.Deployments.Canary;

namespace Slipway.Platform.Tests.Deployments.Canary;

public sealed class CanaryJudgeTests
{
    private static readonly CanaryOptions Options = new();

    [Fact]
    public void Too_few_requests_decide_nothing()
    {
        var (canary, stable) = (default(CanarySide), default(CanarySide));
        for (var request = 0; request < Options.LeastRequests - 1; request++)
            canary = canary.With(true, null, null);
        for (var request = 0; request < 500; request++)
            stable = stable.With(false, null, null);
        Assert.Equal(Verdict.Undecided, CanaryJudge.Judge(canary, stable, Options).Verdict);
    }

    [Fact]
    public void Of_a_thousand_canaries_without_a_difference_fewer_than_one_in_twenty_rolls_back()
    {
        var (worse, acceptable) = (0, 0);
        for (var seed = 0; seed < 1000; seed++)
        {
            var verdict = Simulate(seed, canaryErrors: 0.01, slower: 1);
            worse += verdict == Verdict.Worse ? 1 : 0;
            acceptable += verdict == Verdict.Acceptable ? 1 : 0;
        }
        Assert.True(worse < 50, $"{worse} of 1000 rolled back");
        Assert.True(acceptable > 900, $"only {acceptable} of 1000 were promoted");
    }

    [Fact]
    public void Of_a_thousand_canaries_with_doubled_time_per_token_nearly_all_roll_back()
    {
        var worse = Enumerable.Range(0, 1000).Count(seed => Simulate(seed, canaryErrors: 0.01, slower: 2) == Verdict.Worse);
        Assert.True(worse >= 950, $"only {worse} of 1000 rolled back");
    }

    [Fact]
    public void A_canary_that_fails_half_of_its_requests_rolls_back_and_the_figures_say_why()
    {
        var (canary, stable) = (default(CanarySide), default(CanarySide));
        for (var request = 0; request < 100; request++)
        {
            canary = canary.With(request % 2 == 0, TimeSpan.FromMilliseconds(100), null);
            stable = stable.With(false, TimeSpan.FromMilliseconds(100), null);
        }
        var judgement = CanaryJudge.Judge(canary, stable, Options);
        Assert.Equal(Verdict.Worse, judgement.Verdict);
        var errors = judgement.Comparisons.Single(comparison => comparison.Metric == "error_rate");
        Assert.Equal((50, 0), (errors.Canary, errors.Stable));
        Assert.True(errors.Low > errors.Margin);
    }

    [Fact]
    public void Samples_of_two_nodes_add_up_to_the_sample_of_one()
    {
        var random = new Random(5);
        var (left, right, all) = (default(Sample), default(Sample), default(Sample));
        for (var index = 0; index < 1000; index++)
        {
            var value = random.NextDouble();
            all = all.With(value);
            if (index % 3 == 0)
                left = left.With(value);
            else
                right = right.With(value);
        }
        var sum = left + right;
        Assert.Equal(all.Count, sum.Count);
        Assert.Equal(all.Mean, sum.Mean, 1e-12);
        Assert.Equal(all.Variance, sum.Variance, 1e-12);
    }

    /// <summary>Ten windows of a canary of a tenth, looked at after each of them; the first verdict counts.</summary>
    private static Verdict Simulate(int seed, double canaryErrors, double slower)
    {
        var random = new Random(seed);
        var (canary, stable) = (default(CanarySide), default(CanarySide));
        for (var window = 0; window < 10; window++)
        {
            for (var request = 0; request < 60; request++)
                canary = canary.With(random.NextDouble() < canaryErrors, Time(200, 1), Time(20, slower));
            for (var request = 0; request < 540; request++)
                stable = stable.With(random.NextDouble() < 0.01, Time(200, 1), Time(20, 1));
            var verdict = CanaryJudge.Judge(canary, stable, Options).Verdict;
            if (verdict != Verdict.Undecided)
                return verdict;
        }
        return Verdict.Undecided;

        TimeSpan Time(double median, double factor)
        {
            var gaussian = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return TimeSpan.FromMilliseconds(median * factor * Math.Exp(0.4 * gaussian));
        }
    }
}
