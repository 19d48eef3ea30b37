namespace Slipway.Models.Sampling;

/// <summary>Logarithms of the probabilities that the model gave, before any sampling option changed them.</summary>
public static class Logprobs
{
    /// <summary>What a logit has to be reduced by to become the logarithm of its probability.</summary>
    public static double Normalizer(ReadOnlySpan<float> logits) => LogitMath.LogSumExp(logits);

    /// <summary>The most likely tokens, best first, as many as fit; of equal ones the lower id goes first.</summary>
    public static int Top(ReadOnlySpan<float> logits, double normalizer, Span<TokenLogprob> top)
    {
        var count = 0;
        var least = float.NegativeInfinity;
        for (var token = 0; token < logits.Length && top.Length > 0; token++)
        {
            var logit = logits[token];
            if (count == top.Length && logit <= least)
                continue;
            var place = count < top.Length ? count++ : count - 1;
            for (; place > 0 && top[place - 1].Logprob < logit; place--)
                top[place] = top[place - 1];
            top[place] = new TokenLogprob(token, logit);
            least = top[count - 1].Logprob;
        }
        for (var i = 0; i < count; i++)
            top[i] = top[i] with { Logprob = (float)(top[i].Logprob - normalizer) };
        return count;
    }
}
