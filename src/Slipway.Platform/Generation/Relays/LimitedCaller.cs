using System.IO.Pipelines;

namespace Slipway.Platform.Generation.Relays;

/// <summary>A caller whose request may take only so long.</summary>
internal sealed class LimitedCaller : IRelayCaller, IDisposable
{
    private readonly IRelayCaller _caller;
    private readonly CancellationTokenSource? _time;
    private readonly CancellationTokenSource? _either;

    public LimitedCaller(IRelayCaller caller, int? seconds, TimeProvider time)
    {
        (_caller, Seconds) = (caller, seconds);
        if (seconds is not { } limit)
            return;
        _time = new CancellationTokenSource(TimeSpan.FromSeconds(limit), time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, caller.Gone);
    }

    public int? Seconds { get; }

    public CancellationToken Gone => _either?.Token ?? _caller.Gone;

    public PipeWriter Body => _caller.Body;

    /// <summary>The first byte is out.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The time is over, and the caller still waits.</summary>
    public bool IsLate => _time is { IsCancellationRequested: true } && !_caller.Gone.IsCancellationRequested;

    public void Begin(bool streams, long? length)
    {
        HasBegun = true;
        _caller.Begin(streams, length);
    }

    public void Dispose()
    {
        _either?.Dispose();
        _time?.Dispose();
    }
}
