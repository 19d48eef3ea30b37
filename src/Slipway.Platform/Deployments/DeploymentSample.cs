namespace Slipway.Platform.Deployments;

/// <summary>What a deployment was like at one moment; null where nobody measures.</summary>
public sealed record DeploymentSample(string DeploymentId, long At, double QueueLength, double Replicas)
{
    public double? CpuUtilization { get; init; }
    public double? MemoryBytes { get; init; }
    public double? GpuUtilization { get; init; }
}
