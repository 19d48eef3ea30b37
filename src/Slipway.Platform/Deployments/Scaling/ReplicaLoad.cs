namespace Slipway.Platform.Deployments.Scaling;

/// <summary>What a deployment has to do at one moment.</summary>
/// <param name="Waiting">Requests without a seat.</param>
/// <param name="Running">Requests at replicas.</param>
/// <param name="SlotsPerReplica">Requests that one replica runs at once.</param>
/// <param name="LastUsedAt">When somebody last asked.</param>
public readonly record struct ReplicaLoad(int Waiting, int Running, int SlotsPerReplica, long LastUsedAt)
{
    /// <summary>Per cent of what its replicas may use; null where it is not known.</summary>
    public double? Cpu { get; init; }

    /// <inheritdoc cref="Cpu"/>
    public double? Gpu { get; init; }
}
