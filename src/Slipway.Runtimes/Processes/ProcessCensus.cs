using System.Diagnostics;
using Slipway.Platform.Deployments;
using Slipway.Platform.Metering.Resources;

namespace Slipway.Runtimes.Processes;

/// <summary>Counts this node's engine processes. Without limits a replica holds what it could take: every core, and the memory that it has.</summary>
public sealed class ProcessCensus(
    IReplicaProcessStore processes, string nodeId, Func<ReplicaProcess, Reservation> reserved, Func<long> storedBytes) : IReplicaCensus
{
    public double Cpus { get; } = Environment.ProcessorCount;

    // What the container may have, where there is one.
    public double MemoryBytes { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public long StoredBytes => storedBytes();

    public async ValueTask<IReadOnlyList<ReplicaUse>> ReplicasAsync()
    {
        var replicas = new List<ReplicaUse>();
        foreach (var row in await processes.ListAsync(nodeId).ConfigureAwait(false))
        {
            if (row.Pid is not { } pid || Look((int)pid, row.StartMark) is not { } seen)
                continue;
            var reservation = reserved(row);
            replicas.Add(new ReplicaUse(
                row.Id, row.DeploymentId, reservation.Version, reservation.Cpus ?? Cpus, reservation.MemoryBytes ?? seen.Resident, seen.CpuTime, seen.Resident));
        }

        return replicas;
    }

    private static (TimeSpan CpuTime, long Resident)? Look(int pid, string? mark)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return ProcessMark.Of(pid) == mark ? (process.TotalProcessorTime, process.WorkingSet64) : null;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
