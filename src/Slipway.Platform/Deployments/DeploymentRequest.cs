namespace Slipway.Platform.Deployments;

/// <summary>What somebody asks of a deployment: of a new one all that is set, of an existing one what is to change. Null leaves as it is.</summary>
public sealed record DeploymentRequest
{
    public string? Name { get; init; }
    public string? ModelId { get; init; }
    public string? ModelVersion { get; init; }
    public string? ModelType { get; init; }
    public string? DeploymentType { get; init; }

    /// <summary>The canary's share, in per cent.</summary>
    public double? CanaryPercentage { get; init; }

    public string? InstanceType { get; init; }
    public int? InstanceCount { get; init; }
    public bool? AutoScaling { get; init; }

    /// <summary>In the open; sealed before anything is kept.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    public bool? Mirror { get; init; }
    public string? Cpu { get; init; }
    public string? Memory { get; init; }

    /// <summary>JSON.</summary>
    public string? Gpu { get; init; }

    public int? Timeout { get; init; }
    public int? Least { get; init; }
    public int? Most { get; init; }
    public double? TargetCpu { get; init; }
    public double? TargetGpu { get; init; }
    public int? QueuePerReplica { get; init; }
    public bool? UseSpotInstances { get; init; }
    public bool? HibernationEnabled { get; init; }
    public int? HibernationIdleTimeout { get; init; }
    public bool? MultiCloudEnabled { get; init; }

    /// <summary>JSON.</summary>
    public string? Metadata { get; init; }

    public bool HasPolicy => (Least ?? Most ?? QueuePerReplica) is not null || (TargetCpu ?? TargetGpu) is not null;

    public ResourceLimits Over(ResourceLimits limits) => limits with
    {
        Cpu = Cpu ?? limits.Cpu,
        Memory = Memory ?? limits.Memory,
        Gpu = Gpu ?? limits.Gpu,
        Timeout = Timeout ?? limits.Timeout,
    };

    public CostPolicy Over(CostPolicy policy) => policy with
    {
        UseSpotInstances = UseSpotInstances ?? policy.UseSpotInstances,
        HibernationEnabled = HibernationEnabled ?? policy.HibernationEnabled,
        HibernationIdleTimeout = HibernationIdleTimeout ?? policy.HibernationIdleTimeout,
        MultiCloudEnabled = MultiCloudEnabled ?? policy.MultiCloudEnabled,
    };

    /// <summary>A number of instances fixes the replicas, or bounds them where they scale; a policy says it all.</summary>
    public ScalingPolicy Over(ScalingPolicy policy)
    {
        var automatic = HasPolicy || (AutoScaling ?? policy.Automatic);
        if (InstanceCount is { } count)
            policy = policy with { Least = automatic ? Math.Min(policy.Least, Math.Max(1, count)) : count, Most = count };
        else if (AutoScaling is not null && !HasPolicy)
            policy = policy with { Least = automatic ? Math.Min(1, policy.Most) : policy.Most };
        return policy with
        {
            Automatic = automatic,
            Least = Least ?? (Most is { } most ? Math.Min(policy.Least, most) : policy.Least),
            Most = Most ?? Math.Max(policy.Most, Least ?? 1),
            TargetCpu = TargetCpu ?? policy.TargetCpu,
            TargetGpu = TargetGpu ?? policy.TargetGpu,
            QueuePerReplica = QueuePerReplica ?? policy.QueuePerReplica,
        };
    }
}
