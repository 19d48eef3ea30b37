namespace Slipway.Platform.Metering;

/// <summary>What many requests come to. Times are microseconds.</summary>
public sealed class UsageTotals
{
    private LatencyHistogram? _latency;
    private LatencyHistogram? _firstToken;

    /// <summary>Requests that a deployment had to answer; one that was refused as wrong isn't among them.</summary>
    public long Requests { get; set; }

    /// <summary>Requests that failed through no fault of the caller.</summary>
    public long Errors { get; set; }

    /// <summary>Requests whose caller went away.</summary>
    public long Cancelled { get; set; }

    public long PromptTokens { get; set; }

    /// <summary>Of <see cref="PromptTokens"/>: those that lay in a cache.</summary>
    public long CachedTokens { get; set; }

    public long CompletionTokens { get; set; }
    public long BytesOut { get; set; }
    public long QueueTime { get; set; }
    public long ProcessingTime { get; set; }
    public long FirstTokenTime { get; set; }

    /// <summary>From a request's arrival to its end.</summary>
    public LatencyHistogram Latency => _latency ??= new();

    /// <summary>From a request's arrival to its first token, where there was one.</summary>
    public LatencyHistogram FirstToken => _firstToken ??= new();

    public double ErrorPercentage => Requests == 0 ? 0 : 100.0 * Errors / Requests;

    /// <summary>Microseconds; 0 without requests.</summary>
    public double AverageLatency => Requests == 0 ? 0 : (double)(QueueTime + ProcessingTime) / Requests;

    public void Add(UsageRecord record)
    {
        // What was generated was generated, whoever asked for it and whatever became of it.
        PromptTokens += record.PromptTokens;
        CachedTokens += record.CachedTokens;
        CompletionTokens += record.CompletionTokens;
        BytesOut += record.BytesOut;
        if (!record.CountsAsRequest)
            return;
        Requests++;
        if (record.Status >= 500)
            Errors++;
        if (record.Status == 499)
            Cancelled++;
        QueueTime += record.QueueTime;
        ProcessingTime += record.ProcessingTime;
        Latency.Add(record.QueueTime + record.ProcessingTime);
        if (record.FirstTokenTime == 0)
            return;
        FirstTokenTime += record.FirstTokenTime;
        FirstToken.Add(record.QueueTime + record.FirstTokenTime);
    }

    public void Add(UsageTotals other)
    {
        Requests += other.Requests;
        Errors += other.Errors;
        Cancelled += other.Cancelled;
        PromptTokens += other.PromptTokens;
        CachedTokens += other.CachedTokens;
        CompletionTokens += other.CompletionTokens;
        BytesOut += other.BytesOut;
        QueueTime += other.QueueTime;
        ProcessingTime += other.ProcessingTime;
        FirstTokenTime += other.FirstTokenTime;
        Latency.Add(other.Latency);
        FirstToken.Add(other.FirstToken);
    }
}
