using System.Threading.Tasks.Sources;

namespace Slipway.Platform.Routing;

/// <summary>Somebody in the queue of a gate; answered exactly once.</summary>
internal sealed class Waiter(Gate gate, Visitor visitor, long since) : IValueTaskSource<Admission>
{
    private ManualResetValueTaskSourceCore<Admission> _answer = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _watch;

    public Visitor Visitor => visitor;

    public long Since => since;

    public ValueTask<Admission> Admission => new(this, _answer.Version);

    // Guarded by the gate.
    public FairQueue<Waiter>.Place Place { get; set; }

    /// <summary>It stands in the queue no more: somebody has decided its answer.</summary>
    public bool Answered { get; set; }

    /// <summary>Called outside the gate's lock: an already cancelled token calls back at once.</summary>
    public void Watch(CancellationToken cancellation) => _watch = cancellation.UnsafeRegister(
        static (state, token) => ((Waiter)state!).Cancel(token), this);

    /// <summary>Called once, by whoever set <see cref="Answered"/>.</summary>
    public void Answer(Admission admission) => _answer.SetResult(admission);

    Admission IValueTaskSource<Admission>.GetResult(short token)
    {
        _watch.Unregister();
        return _answer.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<Admission>.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource<Admission>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken token)
    {
        if (gate.TryForget(this))
            _answer.SetException(new OperationCanceledException(token));
    }
}
