using System.Collections.Concurrent;
using Slipway.Platform.Common;
using Slipway.Platform.Generation.Sharing;
using Slipway.Platform.Routing;

namespace Slipway.Platform.Generation;

/// <summary>
/// Feeds accepted tasks to the admission point like any other caller, and sees each to its one outcome:
/// 1. the task waits at the gate of its model; nothing but its row and a waiter exist;
/// 2. with a seat, it is claimed: a commit gives it an attempt number, or tells that somebody else has it;
/// 3. the engine generates; what it says goes to the feed under that attempt number;
/// 4. the outcome and the usage are committed together, if the attempt is still the current one;
/// 5. an attempt that died is metered as lost and the task goes back to 1, or fails when it has lost too many.
/// </summary>
public sealed class TaskDispatcher : IAsyncDisposable
{
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, KnownTask> _known = [];
    private readonly CancellationTokenSource _stopAdmitting = new();
    private readonly CancellationTokenSource _stopWorking = new();
    private readonly DispatcherParts _parts;
    private readonly TaskWorker _worker;
    private readonly TaskOptions _options;
    private readonly Action<Exception, string> _broken;
    private CancellationTokenSource _surrender = new();
    private int _waiting;
    private int _running;

    /// <param name="parts">What it works with.</param>
    /// <param name="options">Limits.</param>
    /// <param name="broken">Told of a task whose handling threw, which is a bug or a broken store.</param>
    public TaskDispatcher(DispatcherParts parts, TaskOptions options, Action<Exception, string> broken)
    {
        (_parts, _options, _broken) = (parts, options, broken);
        _worker = new TaskWorker(parts, options, broken, _stopWorking.Token);
    }

    public int Waiting => Volatile.Read(ref _waiting);

    public int Running => Volatile.Read(ref _running);

    /// <summary>Called when nothing waits here any more: this node could do more.</summary>
    public Action Idle { get; set; } = () => { };

    /// <summary>Tasks that engines of this node work on.</summary>
    public IReadOnlyList<string> RunningTasks => [.. _known.Where(pair => pair.Value.Runs).Select(pair => pair.Key)];

    /// <summary>Why no task can be accepted now, or null.</summary>
    public Failure? Refuses()
    {
        if (_stopAdmitting.IsCancellationRequested)
            return new Failure(FailureKind.Draining, "the server is stopping") { RetryAfter = TimeSpan.FromSeconds(5) };
        var waiting = Waiting;
        return waiting < _options.LongestQueue ? null
            : new Failure(FailureKind.QueueFull, $"{waiting} tasks are waiting already; try again later")
            {
                RetryAfter = _parts.Router.Default?.Gate.RetryAfter() ?? TimeSpan.FromSeconds(1),
            };
    }

    public bool Knows(string taskId) => _known.ContainsKey(taskId);

    public bool Runs(string taskId) => _known.TryGetValue(taskId, out var known) && known.Runs;

    /// <param name="task">A queued task.</param>
    /// <param name="owned">
    /// This node answers for it. A task that it only helps with stays in the queue where this node has no model for it.
    /// </param>
    public void Enqueue(GenerationTask task, bool owned = true)
    {
        var known = new KnownTask();
        if (!_known.TryAdd(task.Id, known))
            return;
        Interlocked.Increment(ref _waiting);
        _ = SeeThroughAsync(task, known, owned);
    }

    /// <summary>Takes up what is this node's or nobody's: at start, and whenever a sweep finds some.</summary>
    public async Task AdoptAsync()
    {
        const int page = 500;
        IReadOnlyList<GenerationTask> tasks;
        string? last = null;
        do
        {
            tasks = await _parts.Store.QueuedAsync(last, page, _parts.Lease.NodeId).ConfigureAwait(false);
            foreach (var task in tasks)
                Enqueue(task);
            last = tasks.Count > 0 ? tasks[^1].Id : null;
        }
        while (tasks.Count == page && Waiting < _options.LongestQueue);
    }

    /// <summary>A node with nothing to wait for helps others with their oldest tasks.</summary>
    public async Task HelpAsync()
    {
        const int some = 16;
        if (Waiting > 0 || _stopAdmitting.IsCancellationRequested)
            return;
        foreach (var task in await _parts.Store.QueuedAsync(null, some, null).ConfigureAwait(false))
            Enqueue(task, owned: false);
    }

    /// <summary>The task was cancelled: it leaves the queue, or its engine stops.</summary>
    public void Cancel(string taskId)
    {
        if (_known.TryGetValue(taskId, out var known))
            known.Cancel();
    }

    /// <summary>The node's term is over: drops everything and writes nothing.</summary>
    public async Task SurrenderAsync()
    {
        var over = Interlocked.Exchange(ref _surrender, new CancellationTokenSource());
        var dropped = _known.Values.ToHashSet();
        await over.CancelAsync().ConfigureAwait(false);
        while (_known.Values.Any(dropped.Contains))
            await Task.Delay(TimeSpan.FromMilliseconds(10), _parts.Time).ConfigureAwait(false);
    }

    /// <summary>Admits no more, waits for what runs, and gives back to the queue what does not end in time.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopAdmitting.CancelAsync().ConfigureAwait(false);
        var since = _parts.Time.GetTimestamp();
        while (!_known.IsEmpty)
        {
            if (!_stopWorking.IsCancellationRequested && _parts.Time.GetElapsedTime(since) > _options.DrainWithin)
                await _stopWorking.CancelAsync().ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromMilliseconds(10), _parts.Time).ConfigureAwait(false);
        }
    }

    private async Task SeeThroughAsync(GenerationTask task, KnownTask known, bool owned)
    {
        var waits = true;
        var surrender = Volatile.Read(ref _surrender).Token;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(known.Cancelled, _stopAdmitting.Token, surrender);
        try
        {
            AttemptEnd end;
            do
            {
                end = await TryAsync().ConfigureAwait(false);
                if (end.WaitsAgain is not { } again)
                    break;
                task = again;
                Move(ref waits, to: true);
                await Task.Delay(end.Pause, _parts.Time, stop.Token).ConfigureAwait(false);
            }
            while (true);
        }
        catch (OperationCanceledException)
        {
            // Cancelled, or the server stops: the row already says what is to happen.
        }
        catch (Exception exception)
        {
            _broken(exception, task.Id);
        }
        finally
        {
            Move(ref waits, to: false);
            _known.TryRemove(task.Id, out _);
            if (Waiting == 0)
                Idle();
        }

        async Task<AttemptEnd> TryAsync()
        {
            var entering = EnterAsync(task, stop.Token);
            if (!entering.IsCompleted)
                _parts.Tell(TaskSignalKind.Waiting);
            var admission = await entering.ConfigureAwait(false);
            if (!admission.Granted)
            {
                if (owned || admission.Refusal.Kind is not (FailureKind.ModelNotReady or FailureKind.NotFound))
                    await _worker.GiveUpAsync(task, admission.Refusal).ConfigureAwait(false);
                return default;
            }

            using var seat = admission.Seat;
            GenerationTask? claimed;
            try
            {
                claimed = _parts.Lease.Term is { } term ? await _parts.Store.ClaimAsync(task.Id, term, _parts.Time.Now()).ConfigureAwait(false) : null;
            }
            catch (Exception exception)
            {
                // The store will be back; the task is there as long as it is.
                _broken(exception, task.Id);
                return new AttemptEnd(task, StorePause);
            }

            if (claimed is null)
                return default;
            Move(ref waits, to: false);
            known.Runs = true;
            Interlocked.Increment(ref _running);
            try
            {
                return await _worker.AttemptAsync(claimed, seat, known.Cancelled, surrender).ConfigureAwait(false);
            }
            finally
            {
                known.Runs = false;
                Interlocked.Decrement(ref _running);
            }
        }
    }

    private ValueTask<Admission> EnterAsync(GenerationTask task, CancellationToken stop)
    {
        if (_parts.Router.Find(task.Parameters.Model) is not { } route)
            return new(Router.Unknown(task.Parameters.Model));
        var patience = task.ClaimedAt is null
            ? _options.WaitLimit - Micros.ToSpan(_parts.Time.Now() - task.AcceptedAt)
            : _options.Remaining(task, _parts.Time.Now());
        var opening = Opening.Of(task.Parameters.Prompt);
        return route.EnterAsync(new Visitor(task.CallerId, task.Parameters.UserId, patience, opening, IsCounted: true), null, stop);
    }

    private void Move(ref bool waits, bool to)
    {
        if (waits != to)
            Interlocked.Add(ref _waiting, to ? 1 : -1);
        waits = to;
    }
}
