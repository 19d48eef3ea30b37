using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Slipway.Tensors;

/// <summary>
/// Persistent threads that share out the items of one piece of work at a time.
/// <para>
/// A run ends when its items are done, not when every thread has looked at it: a thread that lost its core delays nobody unless it
/// holds an item. Threads spin briefly for the next run, then park; so does the caller that waits for the last item, which frees
/// its core for the thread that holds that item.
/// </para>
/// </summary>
public sealed class ThreadTeam : IDisposable
{
    // Between two products of a token lie microseconds, between two tokens tens of them.
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;
    private static readonly long CallerSpinTicks = Stopwatch.Frequency / 20_000;

    private readonly Lock _oneRun = new();
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly SemaphoreSlim _finish = new(0);
    private TeamWork? _work;
    private int _items;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _stopping;
    private Counters _counters;

    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        _threads = new Thread[threads - 1];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Loop(worker)) { IsBackground = true, Name = $"team {worker}" };
            _threads[i].Start();
        }
    }

    /// <summary>How many threads work, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>
    /// Runs items 0 to <paramref name="items"/> - 1 and returns when all are done. The caller takes part as worker 0. The first exception
    /// of an item is thrown here; items not yet begun are then left out. Not to be called from within an item.
    /// </summary>
    public void Run(TeamWork work, int items)
    {
        if (items <= 0)
            return;
        lock (_oneRun)
        {
            if (_threads.Length == 0 || items == 1)
            {
                for (var item = 0; item < items; item++)
                    work.Execute(item, 0);
                return;
            }
            Publish(work, items);
            while (Take(0))
            {
            }
            Await();
            _work = null;
            if (_failure is { } failure)
            {
                _failure = null;
                failure.Throw();
            }
        }
    }

    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        if (_threads.Length > 0)
            _start.Release(_threads.Length);
        foreach (var thread in _threads)
            thread.Join();
        _start.Dispose();
        _finish.Dispose();
    }

    private void Publish(TeamWork work, int items)
    {
        (_work, _items) = (work, items);
        Volatile.Write(ref _counters.Pending, items);
        // The full fence orders this before the look at who is parked; a thread that parks counts itself before its last look at items.
        Interlocked.Exchange(ref _counters.Remaining, items);
        var parked = Math.Min(Volatile.Read(ref _counters.Parked), items - 1);
        if (parked > 0)
            _start.Release(parked);
    }

    /// <summary>Takes an item and does it. Whoever holds an item keeps its run from ending, so the fields read here are that run's.</summary>
    private bool Take(int worker)
    {
        int remaining;
        do
        {
            remaining = Volatile.Read(ref _counters.Remaining);
            if (remaining <= 0)
                return false;
        }
        while (Interlocked.CompareExchange(ref _counters.Remaining, remaining - 1, remaining) != remaining);

        var done = 1;
        try
        {
            _work!.Execute(_items - remaining, worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            done += Math.Max(0, Interlocked.Exchange(ref _counters.Remaining, 0));
        }
        if (Interlocked.Add(ref _counters.Pending, -done) == 0 && Volatile.Read(ref _counters.CallerParked) != 0)
            WakeCaller();
        return true;
    }

    private void Await()
    {
        var start = Stopwatch.GetTimestamp();
        for (var spins = 0; Volatile.Read(ref _counters.Pending) != 0; spins++)
        {
            Thread.SpinWait(8);
            if ((spins & 15) != 15 || Stopwatch.GetTimestamp() - start < CallerSpinTicks)
                continue;
            Interlocked.Exchange(ref _counters.CallerParked, 1);
            if (Volatile.Read(ref _counters.Pending) != 0 || Interlocked.Exchange(ref _counters.CallerParked, 0) == 0)
                _finish.Wait();
            return;
        }
    }

    private void WakeCaller()
    {
        // Whoever turns the flag back owns the wake-up: the caller, if it saw the end itself, then takes no signal.
        if (Interlocked.Exchange(ref _counters.CallerParked, 0) == 1)
            _finish.Release();
    }

    private void Loop(int worker)
    {
        while (!_stopping)
        {
            if (Take(worker))
                continue;
            var start = Stopwatch.GetTimestamp();
            var spins = 0;
            while (Volatile.Read(ref _counters.Remaining) <= 0 && !_stopping)
            {
                Thread.SpinWait(8);
                if ((++spins & 15) == 0 && Stopwatch.GetTimestamp() - start > SpinTicks)
                {
                    Park();
                    break;
                }
            }
        }
    }

    private void Park()
    {
        Interlocked.Increment(ref _counters.Parked);
        if (Volatile.Read(ref _counters.Remaining) <= 0 && !_stopping)
            _start.Wait();
        Interlocked.Decrement(ref _counters.Parked);
    }

    /// <summary>Each on its own cache line: spinning on one must not slow the others.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 5 * 128)]
    private struct Counters
    {
        [FieldOffset(128)] public int Remaining;
        [FieldOffset(256)] public int Pending;
        [FieldOffset(384)] public int Parked;
        [FieldOffset(512)] public int CallerParked;
    }
}
