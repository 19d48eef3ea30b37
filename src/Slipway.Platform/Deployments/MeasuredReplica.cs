namespace Slipway.Platform.Deployments;

/// <summary>One replica and what it used when it was last measured.</summary>
public sealed record MeasuredReplica(string Id, string Version, int Pid, double Cores)
{
    /// <summary>Cores that it kept busy; null before the second measurement.</summary>
    public double? CoresUsed { get; init; }

    /// <summary>Bytes in memory that no other process shares.</summary>
    public long? Bytes { get; init; }

    public long? MemoryLimit { get; init; }

    /// <summary>How the limit is held: <c>cgroup</c> or <c>watch</c>; empty without one.</summary>
    public string LimitedBy { get; init; } = "";
}
