namespace Slipway.Platform.Metering.Resources;

/// <summary>Resources over time. Everything is an amount times seconds, so that it adds up.</summary>
public sealed record ResourceTotals
{
    public double ReplicaSeconds { get; init; }

    /// <summary>Cores reserved, times seconds.</summary>
    public double CpuReserved { get; init; }

    /// <summary>Bytes reserved, times seconds.</summary>
    public double MemoryReserved { get; init; }

    /// <summary>Processor time in seconds.</summary>
    public double CpuUsed { get; init; }

    /// <summary>Resident bytes, times seconds.</summary>
    public double MemoryUsed { get; init; }

    /// <summary>Stored bytes, times seconds; only of a whole machine.</summary>
    public double Stored { get; init; }

    public static ResourceTotals operator +(ResourceTotals a, ResourceTotals b) => new()
    {
        ReplicaSeconds = a.ReplicaSeconds + b.ReplicaSeconds,
        CpuReserved = a.CpuReserved + b.CpuReserved,
        MemoryReserved = a.MemoryReserved + b.MemoryReserved,
        CpuUsed = a.CpuUsed + b.CpuUsed,
        MemoryUsed = a.MemoryUsed + b.MemoryUsed,
        Stored = a.Stored + b.Stored,
    };
}
