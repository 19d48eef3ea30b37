using Slipway.Models.Sampling;

namespace Slipway.Models.Tests.Sampling;

/// <summary>The kept tokens of the sampling options by their definition: everything sorted, double precision, no shortcut.</summary>
internal static class PlainSampler
{
    /// <summary>Each kept token with its probability among the kept.</summary>
    public static Dictionary<int, double> Kept(ReadOnlySpan<float> logits, SamplingOptions options)
    {
        var highest = logits.ToArray().Max();
        var all = logits.ToArray()
            .Select((logit, token) => (Token: token, Weight: Math.Exp(((double)logit - highest) / options.Temperature)))
            .Where(entry => entry.Weight > 0)
            .OrderByDescending(entry => entry.Weight).ThenBy(entry => entry.Token)
            .ToList();
        if (options.TopK > 0)
            all = [.. all.Take(options.TopK)];
        if (options.TopP < 1)
        {
            var goal = options.TopP * all.Sum(entry => entry.Weight);
            var count = 0;
            while (count < all.Count && goal > 0)
                goal -= all[count++].Weight;
            all = all[..count];
        }
        all.RemoveAll(entry => entry.Weight < options.MinP);
        var sum = all.Sum(entry => entry.Weight);
        return all.ToDictionary(entry => entry.Token, entry => entry.Weight / sum);
    }
}
