using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Slipway.Server.Telemetry;

/// <summary>The process and its garbage collector, read when somebody asks.</summary>
public static class ProcessMeter
{
    public static void AddTo(Meter meter)
    {
        var started = new DateTimeOffset(Process.GetCurrentProcess().StartTime).ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableCounter("process.cpu", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time of the server, without its children.");
        meter.CreateObservableGauge("process.resident_memory", () => Environment.WorkingSet, "By", "Resident memory of the server, without its children.");
        meter.CreateObservableGauge("process.start_time", () => started, "s", "When the server started, since 1970.");
        meter.CreateObservableGauge("process.threads", () => Count("/proc/self/task"), null, "Threads of the server.");
        meter.CreateObservableGauge("process.open_fds", () => Count("/proc/self/fd"), null, "Open files and sockets of the server.");
        meter.CreateObservableCounter("dotnet.gc.collections", Collections, null, "Garbage collections by the oldest generation that they took.");
        meter.CreateObservableCounter("dotnet.gc.allocated", () => GC.GetTotalAllocatedBytes(), "By", "Bytes that were allocated on the managed heap.");
        meter.CreateObservableCounter("dotnet.gc.pause", () => GC.GetTotalPauseDuration().TotalSeconds, "s", "Time in which collections held all threads.");
        meter.CreateObservableGauge("dotnet.gc.heap", () => GC.GetTotalMemory(false), "By", "Bytes on the managed heap.");
        meter.CreateObservableGauge("dotnet.thread_pool.threads", () => ThreadPool.ThreadCount, null, "Threads of the thread pool.");
        meter.CreateObservableGauge("dotnet.thread_pool.queue_length", () => ThreadPool.PendingWorkItemCount, null, "Work that waits for a thread of the pool.");
        meter.CreateObservableCounter("dotnet.lock_contentions", () => Monitor.LockContentionCount, null, "Times that a thread waited for a lock.");
    }

    private static long Count(string folder) => Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).LongCount() : 0;

    private static IEnumerable<Measurement<long>> Collections()
    {
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            // Each count holds those of the generations above it.
            var own = GC.CollectionCount(generation) - (generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0);
            yield return new Measurement<long>(own, new KeyValuePair<string, object?>("generation", Names[generation]));
        }
    }

    private static readonly string[] Names = ["0", "1", "2"];
}
