using Slipway.Models.Sampling;

namespace Slipway.Models.Tests.Sampling;

public sealed class LogprobsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(33)]
    [InlineData(4099)]
    public void They_are_the_logarithms_of_the_softmax_best_first(int vocabulary)
    {
        var logits = SamplerTests.RandomLogits(new Random(vocabulary), vocabulary);
        var sum = logits.Sum(logit => Math.Exp(logit));
        var expected = logits.Select((logit, token) => (Token: token, Logprob: logit - Math.Log(sum)))
            .OrderByDescending(entry => entry.Logprob).ThenBy(entry => entry.Token).Take(10).ToArray();

        var top = new TokenLogprob[10];
        var count = Logprobs.Top(logits, Logprobs.Normalizer(logits), top);

        Assert.Equal(expected.Select(entry => entry.Token), top.Take(count).Select(entry => entry.Token));
        for (var i = 0; i < count; i++)
        {
            if (double.IsFinite(expected[i].Logprob))
                Assert.Equal(expected[i].Logprob, top[i].Logprob, 1e-5);
        }
    }
}
