using Slipway.Models.Sampling;

namespace Slipway.Models.Tests.Sampling;

public sealed class SamplerTests
{
    public static TheoryData<int, float, int, float, float> Options()
    {
        var data = new TheoryData<int, float, int, float, float>();
        foreach (var vocabulary in (int[])[1, 2, 7, 64, 65, 1000, 5003])
        {
            foreach (var (temperature, topK, topP, minP) in ((float, int, float, float)[])
                [(1, 0, 1, 0), (0.7f, 0, 0.9f, 0), (1.5f, 40, 1, 0), (1, 5, 0.8f, 0), (1, 0, 1, 0.05f), (2, 50, 0.95f, 0.1f), (1, 0, 0.1f, 0), (1, 1, 1, 0)])
            {
                data.Add(vocabulary, temperature, topK, topP, minP);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Only_kept_tokens_are_chosen_and_each_as_often_as_its_probability_says(
        int vocabulary, float temperature, int topK, float topP, float minP)
    {
        const int draws = 4000;
        var random = new Random(vocabulary * 31 + topK);
        var logits = RandomLogits(random, vocabulary);
        var options = new SamplingOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP, Seed = 7 };
        var kept = PlainSampler.Kept(logits, options);
        var sampler = new Sampler(vocabulary);
        var state = new SamplingState(options, [], 0);

        var counts = new Dictionary<int, int>();
        for (var position = 0; position < draws; position++)
        {
            var token = sampler.Sample(logits, state, position);
            counts[token] = counts.GetValueOrDefault(token) + 1;
        }

        Assert.Subset(kept.Keys.ToHashSet(), counts.Keys.ToHashSet());
        foreach (var (token, probability) in kept)
        {
            // Six standard deviations, and what the tail of a rare token needs.
            var expected = probability * draws;
            var slack = 6 * Math.Sqrt(expected) + 8;
            Assert.InRange(counts.GetValueOrDefault(token), expected - slack, expected + slack);
        }
    }

    [Fact]
    public void Equal_logits_are_cut_at_exactly_top_k_lower_tokens_first()
    {
        var logits = new float[300];
        var state = new SamplingState(new SamplingOptions { TopK = 3 }, [], 0);
        var sampler = new Sampler(logits.Length);
        var seen = Enumerable.Range(0, 200).Select(position => sampler.Sample(logits, state, position)).ToHashSet();
        Assert.Equal([0, 1, 2], seen.Order());
    }

    [Fact]
    public void Temperature_zero_takes_the_lowest_of_the_highest()
    {
        float[] logits = [1, 3, 3, 2];
        Assert.Equal(1, new Sampler(4).Sample(logits, new SamplingState(SamplingOptions.Greedy, [], 0), 0));
    }

    [Fact]
    public void A_choice_depends_on_seed_and_position_alone()
    {
        var logits = RandomLogits(new Random(1), 500);
        var state = new SamplingState(new SamplingOptions { Seed = 42 }, [], 0);
        var sampler = new Sampler(500);
        var forward = Enumerable.Range(0, 100).Select(position => sampler.Sample(logits, state, position)).ToArray();
        var backward = Enumerable.Range(0, 100).Reverse().Select(position => new Sampler(500).Sample(logits, state, position)).Reverse();
        Assert.Equal(forward, backward);

        var other = new SamplingState(new SamplingOptions { Seed = 43 }, [], 0);
        Assert.NotEqual(forward, Enumerable.Range(0, 100).Select(position => sampler.Sample(logits, other, position)));
    }

    [Fact]
    public void Penalties_reach_the_tokens_they_are_meant_for()
    {
        // Token 0 is in the prompt alone, token 1 twice in the answer, token 2 nowhere.
        var options = SamplingOptions.Greedy with { RepetitionPenalty = 2, PresencePenalty = 0.5f, FrequencyPenalty = 0.25f };
        var state = new SamplingState(options, [0], 8);
        state.Accept(1);
        state.Accept(1);
        float[] logits = [4, 6, 1, -3];
        state.Change(logits);
        Assert.Equal([2, 6f / 2 - 0.5f - 2 * 0.25f, 1, -3], logits);

        float[] negative = [-1, -1, -1, -1];
        state.Change(negative);
        Assert.Equal([-2, -3, -1, -1], negative);
    }

    [Fact]
    public void Logit_bias_can_force_and_ban()
    {
        float[] logits = [5, 1, 2, 0];
        int Choose(params KeyValuePair<int, float>[] bias) =>
            new Sampler(4).Sample(logits, new SamplingState(SamplingOptions.Greedy with { LogitBias = bias }, [], 0), 0);
        Assert.Equal(3, Choose(new KeyValuePair<int, float>(3, 100)));
        Assert.Equal(2, Choose(new KeyValuePair<int, float>(0, -100)));
        Assert.Equal(5, logits[0]);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void A_mask_leaves_only_what_it_allows(float temperature)
    {
        var random = new Random(5);
        const int vocabulary = 1000;
        var sampler = new Sampler(vocabulary);
        var mask = new uint[TokenMask.Words(vocabulary)];
        for (var round = 0; round < 200; round++)
        {
            var allowed = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(vocabulary)).ToHashSet();
            Array.Clear(mask);
            foreach (var token in allowed)
                mask[token / 32] |= 1u << token % 32;
            var state = new SamplingState(new SamplingOptions { Temperature = temperature }, [], 0);
            Assert.Contains(sampler.Sample(RandomLogits(random, vocabulary), state, round, mask), allowed);
        }
    }

    [Fact]
    public void Logits_that_are_not_numbers_are_an_error_not_a_token()
    {
        var sampler = new Sampler(20);
        var state = new SamplingState(new SamplingOptions(), [], 0);
        foreach (var bad in (float[])[float.NaN, float.PositiveInfinity])
        {
            for (var place = 0; place < 20; place++)
            {
                var logits = new float[20];
                logits[place] = bad;
                Assert.Throws<InvalidOperationException>(() => sampler.Sample(logits, state, 0));
            }
        }
        Assert.Throws<InvalidOperationException>(() => sampler.Sample(new float[20], state, 0, new uint[1]));
    }

    [Fact]
    public void Choosing_allocates_nothing()
    {
        var logits = RandomLogits(new Random(3), 5000);
        var options = new SamplingOptions { TopK = 40, TopP = 0.9f, MinP = 0.01f, RepetitionPenalty = 1.1f, LogitBias = [new(3, 1)] };
        var state = new SamplingState(options, [1, 2, 3], 100);
        var sampler = new Sampler(5000);
        var mask = new uint[TokenMask.Words(5000)];
        Array.Fill(mask, ~0u);
        Span<TokenLogprob> top = stackalloc TokenLogprob[20];
        sampler.Sample(logits, state, 0, mask);
        Logprobs.Top(logits, Logprobs.Normalizer(logits), top);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var position = 0; position < 50; position++)
        {
            state.Accept(sampler.Sample(logits, state, position, mask));
            Logprobs.Top(logits, Logprobs.Normalizer(logits), top);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    internal static float[] RandomLogits(Random random, int count)
    {
        // Now and then equal ones, and ones ruled out.
        var logits = new float[count];
        foreach (ref var logit in logits.AsSpan())
            logit = random.Next(20) == 0 ? 0.5f : random.Next(50) == 0 ? float.NegativeInfinity : (float)(4 * (random.NextDouble() + random.NextDouble() - 1));
        logits[random.Next(count)] = 1;
        return logits;
    }
}
