namespace Slipway.Platform.Metering.Resources;

/// <summary>What one running replica holds and uses.</summary>
/// <param name="Cpus">Cores that it reserves.</param>
/// <param name="MemoryBytes">Memory that it reserves.</param>
/// <param name="CpuTime">Processor time since its start; null where nobody can see it.</param>
/// <param name="ResidentBytes">Memory that it uses now; null where nobody can see it.</param>
public sealed record ReplicaUse(
    string ReplicaId, string DeploymentId, string Version, double Cpus, double MemoryBytes, TimeSpan? CpuTime, long? ResidentBytes);
