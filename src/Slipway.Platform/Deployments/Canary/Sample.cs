namespace Slipway.Platform.Deployments.Canary;

/// <summary>Count, mean and spread of the values seen so far. Two of them can be added, so each node may keep its own.</summary>
public readonly record struct Sample(long Count, double Mean, double Squares)
{
    /// <summary>Variance of the values; the squares are those of the distances from the mean.</summary>
    public double Variance => Count < 2 ? 0 : Squares / (Count - 1);

    public Sample With(double value)
    {
        var count = Count + 1;
        var distance = value - Mean;
        var mean = Mean + distance / count;
        return new Sample(count, mean, Squares + distance * (value - mean));
    }

    public static Sample operator +(Sample a, Sample b)
    {
        if (a.Count == 0 || b.Count == 0)
            return a.Count == 0 ? b : a;
        var count = a.Count + b.Count;
        var distance = b.Mean - a.Mean;
        return new Sample(count, a.Mean + distance * b.Count / count,
            a.Squares + b.Squares + distance * distance * a.Count * b.Count / count);
    }
}
