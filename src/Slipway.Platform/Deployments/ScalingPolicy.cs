namespace Slipway.Platform.Deployments;

/// <summary>How many replicas there may be, and when one is added.</summary>
public sealed record ScalingPolicy
{
    /// <summary>Without it the number of replicas is <see cref="Most"/>, whatever happens.</summary>
    public bool Automatic { get; init; }

    public int Least { get; init; } = 1;

    public int Most { get; init; } = 1;

    /// <summary>Per cent of the slots, and of the processor while requests wait, above which a replica is added.</summary>
    public double? TargetCpu { get; init; }

    public double? TargetGpu { get; init; }

    /// <summary>So many waiting requests for each replica add one.</summary>
    public int? QueuePerReplica { get; init; }
}
