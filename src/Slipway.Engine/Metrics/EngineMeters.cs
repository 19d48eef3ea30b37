namespace Slipway.Engine.Metrics;

/// <summary>What the engine counts. The scheduler's thread writes; anyone may read.</summary>
internal sealed class EngineMeters
{
    private long _refused;

    public long Steps { get; set; }
    public long PromptTokens { get; set; }
    public long CachedTokens { get; set; }
    public long GeneratedTokens { get; set; }
    public long Finished { get; set; }
    public long Cancelled { get; set; }
    public long Failed { get; set; }
    public long Preemptions { get; set; }
    public long Evictions { get; set; }

    public int Running { get; set; }
    public int BlocksUsed { get; set; }
    public int BlocksKept { get; set; }

    /// <summary>Requests that found the queue full.</summary>
    public long Refused => Volatile.Read(ref _refused);

    public Histogram QueueSeconds { get; } = new(0.001, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60);
    public Histogram FirstTokenSeconds { get; } = new(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64);
    public Histogram TokenSeconds { get; } = new(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5);
    public Histogram StepRows { get; } = new(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024);

    public void Refuse() => Interlocked.Increment(ref _refused);
}
