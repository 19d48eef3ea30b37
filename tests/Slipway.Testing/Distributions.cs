namespace Slipway.Testing;

/// <summary>Compares next-token distributions, in double precision.</summary>
public static class Distributions
{
    /// <summary>Kullback-Leibler divergence of softmax(<paramref name="actual"/>) from softmax(<paramref name="expected"/>), in nats.</summary>
    public static double Divergence(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        var (expectedNorm, actualNorm) = (LogSumExp(expected), LogSumExp(actual));
        var sum = 0.0;
        for (var i = 0; i < expected.Length; i++)
        {
            var logP = expected[i] - expectedNorm;
            sum += Math.Exp(logP) * (logP - (actual[i] - actualNorm));
        }

        return sum;
    }

    private static double LogSumExp(ReadOnlySpan<float> logits)
    {
        var max = float.NegativeInfinity;
        foreach (var logit in logits)
            max = Math.Max(max, logit);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp((double)logit - max);
        return max + Math.Log(sum);
    }
}
