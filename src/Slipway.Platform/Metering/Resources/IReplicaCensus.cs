namespace Slipway.Platform.Metering.Resources;

/// <summary>Knows what this node runs, how large the node is and how much it stores.</summary>
public interface IReplicaCensus
{
    double Cpus { get; }

    double MemoryBytes { get; }

    /// <summary>Bytes of models, datasets and other artifacts that this node keeps.</summary>
    long StoredBytes { get; }

    /// <summary>The replicas that run on this node now.</summary>
    ValueTask<IReadOnlyList<ReplicaUse>> ReplicasAsync();
}
