namespace Slipway.Engine.Scheduling;

/// <summary>Those who wait for a slot, in order. Any thread adds; the scheduler's thread takes.</summary>
/// <param name="limit">Most that may wait and run together.</param>
internal sealed class WaitingList(int limit)
{
    private readonly object _gate = new();
    private readonly List<Sequence> _waiting = [];
    private int _running;
    private bool _rung;
    private volatile bool _closed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Whether new ones are refused because the engine is to end.</summary>
    public bool IsClosed => _closed;

    /// <summary>Adds all or none.</summary>
    public bool TryAdd(Sequence[] sequences)
    {
        lock (_gate)
        {
            if (_closed || _waiting.Count + _running + sequences.Length > limit)
                return false;
            _waiting.AddRange(sequences);
        }
        Ring();
        return true;
    }

    /// <summary>Puts one that lost its slot before all others.</summary>
    public void AddFirst(Sequence sequence)
    {
        lock (_gate)
            _waiting.Insert(0, sequence);
    }

    /// <summary>Goes through the list in order; those that <paramref name="take"/> takes leave it. Then notes how many run.</summary>
    public void Take(Predicate<Sequence> take, List<Sequence> running)
    {
        lock (_gate)
        {
            _waiting.RemoveAll(take);
            _running = running.Count;
        }
    }

    /// <summary>Waits until somebody has rung since the last wait.</summary>
    public void Wait()
    {
        lock (_gate)
        {
            while (!_rung)
                Monitor.Wait(_gate);
            _rung = false;
        }
    }

    public void Ring()
    {
        lock (_gate)
        {
            _rung = true;
            Monitor.Pulse(_gate);
        }
    }

    public void Close() => _closed = true;
}
