namespace Slipway.Platform.Deployments.Scaling;

/// <summary>How quickly the number of replicas follows the load.</summary>
public sealed record AutoscalerOptions
{
    public static readonly AutoscalerOptions Default = new();

    /// <summary>Growing takes a wish that has lasted so long.</summary>
    public TimeSpan GrowAfter { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan ShrinkAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Without a request for so long, a deployment whose minimum is 0 has no replica.</summary>
    public TimeSpan SleepAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Per cent of the slots in use that is plenty, where a policy does not say.</summary>
    public double TargetUse { get; init; } = 70;
}
