using System.Threading.Channels;

namespace Slipway.Engine.Scheduling;

/// <summary>A generation as its caller sees it. What the scheduler sets here is complete once the events that depend on it are read.</summary>
internal sealed class Generation(GenerationSpec spec)
{
    private readonly Channel<TokenEvent> _events = Channel.CreateUnbounded<TokenEvent>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private volatile bool _cancelled;

    public GenerationSpec Spec { get; } = spec;

    /// <summary>Ends with an event that finishes.</summary>
    public ChannelReader<TokenEvent> Events => _events.Reader;

    /// <summary>Prompt tokens whose keys and values were there already.</summary>
    public int CachedTokens { get; set; }

    /// <summary>Tokens generated so far.</summary>
    public int Generated { get; set; }

    /// <summary>Why it failed; fit for a client.</summary>
    public string? Failure { get; set; }

    public float[]? Embedding { get; set; }

    // Timestamps of the time provider; 0 until then.
    public long Submitted { get; set; }

    public long Started { get; set; }

    /// <summary>When the prompt was computed.</summary>
    public long Prompted { get; set; }

    public long Latest { get; set; }

    public bool IsCancelled => _cancelled;

    /// <summary>Nobody waits for it any more: its slot and blocks are free before the next step.</summary>
    public void Cancel() => _cancelled = true;

    public void Emit(in TokenEvent happened)
    {
        _events.Writer.TryWrite(happened);
        if (happened.Finish == FinishReason.None)
            return;
        _events.Writer.Complete();
        Spec.Adapter?.Release();
    }
}
