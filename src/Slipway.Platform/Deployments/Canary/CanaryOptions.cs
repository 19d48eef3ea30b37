namespace Slipway.Platform.Deployments.Canary;

/// <summary>How much worse than the stable version a canary may be.</summary>
public sealed record CanaryOptions
{
    /// <summary>Requests that each side must have answered before anything is decided.</summary>
    public int LeastRequests { get; init; } = 20;

    /// <summary>Percentage points of engine errors.</summary>
    public double ErrorMargin { get; init; } = 5;

    /// <summary>Per cent of time to first token, and of time per output token.</summary>
    public double LatencyMargin { get; init; } = 25;

    /// <summary>Probability of a wrong decision over the whole life of a step, shared by all measures.</summary>
    public double Risk { get; init; } = 0.05;
}
