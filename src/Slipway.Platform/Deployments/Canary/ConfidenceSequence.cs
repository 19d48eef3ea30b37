namespace Slipway.Platform.Deployments.Canary;

/// <summary>
/// Bounds of a mean that hold at all times at once, so that looking after each window, and stopping when one likes what one sees, keeps
/// its error rate. (A normal interval looked at again and again is sooner or later wrong.) The width is that of the normal mixture
/// boundary, narrowest around <see cref="TunedFor"/> values.
/// </summary>
internal static class ConfidenceSequence
{
    private const double TunedFor = 200;

    /// <summary>Half the width of the interval that misses the mean, ever, with probability <paramref name="alpha"/>.</summary>
    public static double Radius(in Sample sample, double variance, double alpha)
    {
        if (sample.Count == 0)
            return double.PositiveInfinity;
        var log = -2 * Math.Log(alpha);
        var rho = (log + Math.Log(log + 1)) / TunedFor;
        var scaled = sample.Count * rho + 1;
        return Math.Sqrt(variance * 2 * scaled / ((double)sample.Count * sample.Count * rho) * Math.Log(Math.Sqrt(scaled) / alpha));
    }
}
