namespace Slipway.Platform.Routing;

/// <summary>The right to one request at one replica, given back by disposing it.</summary>
public sealed class Seat : IDisposable
{
    private readonly Gate _gate;
    private readonly long _since;
    private int _left;

    internal Seat(Gate gate, Replica replica, TimeSpan waited, long since) =>
        (_gate, Replica, Waited, _since) = (gate, replica, waited, since);

    public Replica Replica { get; }

    /// <summary>How long it took to get here.</summary>
    public TimeSpan Waited { get; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
            _gate.Leave(Replica, _since);
    }
}
