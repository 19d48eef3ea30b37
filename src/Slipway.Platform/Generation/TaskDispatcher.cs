using System.Collections.Concurrent;
using Slipway.Platform.Common;
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
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _known = [];
    private readonly CancellationTokenSource _stopAdmitting = new();
    private readonly CancellationTokenSource _stopWorking = new();
    private readonly DispatcherParts _parts;
    private readonly TaskWorker _worker;
    private readonly TaskOptions _options;
    private readonly Action<Exception, string> _broken;
    private readonly string _nodeId;
    private int _waiting;
    private int _running;

    /// <param name="parts">What it works with.</param>
    /// <param name="options">Limits.</param>
    /// <param name="nodeId">Claims are made in this node's name.</param>
    /// <param name="broken">Told of a task whose handling threw, which is a bug or a broken store.</param>
    public TaskDispatcher(DispatcherParts parts, TaskOptions options, string nodeId, Action<Exception, string> broken)
    {
        (_parts, _options, _nodeId, _broken) = (parts, options, nodeId, broken);
        _worker = new TaskWorker(parts, options, broken, _stopWorking.Token);
    }

    public int Waiting => Volatile.Read(ref _waiting);

    public int Running => Volatile.Read(ref _running);

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

    public void Enqueue(GenerationTask task)
    {
        var cancel = new CancellationTokenSource();
        if (!_known.TryAdd(task.Id, cancel))
            return;
        Interlocked.Increment(ref _waiting);
        _ = SeeThroughAsync(task, cancel);
    }

    /// <summary>Takes up what the store holds: at start, and whenever a sweep finds what nobody has.</summary>
    public async Task EnqueueStoredAsync()
    {
        const int page = 500;
        IReadOnlyList<GenerationTask> tasks;
        string? last = null;
        do
        {
            tasks = await _parts.Store.QueuedAsync(last, page).ConfigureAwait(false);
            foreach (var task in tasks)
                Enqueue(task);
            last = tasks.Count > 0 ? tasks[^1].Id : null;
        }
        while (tasks.Count == page && Waiting < _options.LongestQueue);
    }

    /// <summary>The task was cancelled: it leaves the queue, or its engine stops.</summary>
    public void Cancel(string taskId)
    {
        if (_known.TryGetValue(taskId, out var cancel))
            cancel.Cancel();
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

    private async Task SeeThroughAsync(GenerationTask task, CancellationTokenSource cancel)
    {
        var waits = true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel.Token, _stopAdmitting.Token);
        try
        {
            AttemptEnd end;
            do
            {
                var admission = await EnterAsync(task, stop.Token).ConfigureAwait(false);
                if (!admission.Granted)
                {
                    await _worker.GiveUpAsync(task, admission.Refusal).ConfigureAwait(false);
                    return;
                }

                using (admission.Seat)
                {
                    if (await _parts.Store.ClaimAsync(task.Id, _nodeId, _parts.Time.Now()).ConfigureAwait(false) is not { } claimed)
                        return;
                    Move(ref waits, to: false);
                    Interlocked.Increment(ref _running);
                    try
                    {
                        end = await _worker.AttemptAsync(claimed, admission.Seat, cancel.Token).ConfigureAwait(false);
                    }
                    finally
                    {
                        Interlocked.Decrement(ref _running);
                    }
                }

                if (end.WaitsAgain is { } again)
                {
                    task = again;
                    Move(ref waits, to: true);
                    await Task.Delay(end.Pause, _parts.Time, stop.Token).ConfigureAwait(false);
                }
            }
            while (end.WaitsAgain is not null);
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
        return route.Gate.EnterAsync(new Visitor(task.CallerId, task.Parameters.UserId, patience, opening, IsCounted: true), stop);
    }

    private void Move(ref bool waits, bool to)
    {
        if (waits != to)
            Interlocked.Add(ref _waiting, to ? 1 : -1);
        waits = to;
    }
}
