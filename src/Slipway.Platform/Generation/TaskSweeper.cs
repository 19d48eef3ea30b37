using System.Diagnostics;
using Slipway.Platform.Common;
using Slipway.Platform.Metering;

namespace Slipway.Platform.Generation;

/// <summary>
/// Finds what nobody else would: tasks whose node is gone, attempts that this node has forgotten, queued tasks that nobody feeds to
/// an engine, cancellations that were not heard, results that have expired.
/// </summary>
public sealed class TaskSweeper : IAsyncDisposable
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SharedEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AloneEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ExpireEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);
    private const int LargestSlice = 500;

    private readonly SemaphoreSlim _poked = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly DispatcherParts _parts;
    private readonly TaskDispatcher _dispatcher;
    private readonly TaskOptions _options;
    private readonly Action<Exception> _broken;
    private HashSet<(string Id, int Attempt)> _suspects = [];
    private Task _running = Task.CompletedTask;
    private long? _expired;

    public TaskSweeper(DispatcherParts parts, TaskDispatcher dispatcher, TaskOptions options, Action<Exception> broken)
    {
        (_parts, _dispatcher, _options, _broken) = (parts, dispatcher, options, broken);
        if (parts.Lease.IsShared)
            dispatcher.Idle = Poke;
    }

    /// <summary>What an earlier server of this node was at is lost; everything else that is queued here or nowhere is taken up.</summary>
    public async Task StartAsync()
    {
        await TakeUpAsync().ConfigureAwait(false);
        _running = Task.Run(RunAsync);
    }

    /// <summary>The same for a new term.</summary>
    public async Task TakeUpAsync()
    {
        foreach (var task in await _parts.Store.HeldAsync(_parts.Lease.NodeId).ConfigureAwait(false))
        {
            if (!_dispatcher.Knows(task.Id))
                await EndLostAsync(task).ConfigureAwait(false);
        }

        await _dispatcher.AdoptAsync().ConfigureAwait(false);
    }

    /// <summary>There may be something that this node could help with.</summary>
    public void Poke()
    {
        try
        {
            if (_poked.CurrentCount == 0)
                _poked.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else did.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        var every = _parts.Lease.IsShared ? SharedEvery : AloneEvery;
        var swept = _parts.Time.GetTimestamp();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var left = every - _parts.Time.GetElapsedTime(swept);
                if (left > TimeSpan.Zero && await _poked.WaitAsync(left, _stopping.Token).ConfigureAwait(false))
                {
                    if (_parts.Lease.Term is not null)
                        await _dispatcher.HelpAsync().ConfigureAwait(false);
                    await Task.Delay(Breath, _parts.Time, _stopping.Token).ConfigureAwait(false);
                    continue;
                }

                swept = _parts.Time.GetTimestamp();
                if (_parts.Lease.Term is not null)
                    await SweepAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                _broken(exception);
            }
        }
    }

    private async Task SweepAsync()
    {
        await CompareAsync().ConfigureAwait(false);
        foreach (var task in await _parts.Store.LostAsync().ConfigureAwait(false))
            await EndLostAsync(task).ConfigureAwait(false);
        if (await _parts.Store.CountQueuedAsync(_parts.Lease.NodeId).ConfigureAwait(false) > _dispatcher.Waiting)
            await _dispatcher.AdoptAsync().ConfigureAwait(false);
        if (_parts.Lease.IsShared)
            await _dispatcher.HelpAsync().ConfigureAwait(false);
        if (_options.ResultsKept is { } kept && (_expired is not { } last || _parts.Time.GetElapsedTime(last) > ExpireEvery))
        {
            await ExpireAsync(kept).ConfigureAwait(false);
            _expired = _parts.Time.GetTimestamp();
        }
    }

    /// <summary>What engines here work on against what the store says of it.</summary>
    private async Task CompareAsync()
    {
        var running = _dispatcher.RunningTasks;
        var held = await _parts.Store.HeldAsync(_parts.Lease.NodeId).ConfigureAwait(false);
        var heldIds = held.Select(task => task.Id).ToHashSet();
        // Cancelled through another node, or taken away: its engine works for nobody.
        foreach (var id in running.Where(id => !heldIds.Contains(id)))
            _dispatcher.Cancel(id);
        // Twice in a row, so that it is not one on its way between the store and the engine.
        var unknown = held.Where(task => !_dispatcher.Knows(task.Id)).ToList();
        foreach (var task in unknown.Where(task => _suspects.Contains((task.Id, task.Attempt))))
            await EndLostAsync(task).ConfigureAwait(false);
        _suspects = [.. unknown.Select(task => (task.Id, task.Attempt))];
    }

    /// <summary>An attempt that nobody is at any more: metered apart, and the task tried again unless it has lost too many.</summary>
    private async Task EndLostAsync(GenerationTask task)
    {
        var now = _parts.Time.Now();
        var meaning = FailureKind.EngineCrashed.Meaning();
        var last = task.Losses + 1 >= _options.MostAttempts;
        var usage = new UsageRecord
        {
            Id = Ids.New(_parts.Time),
            Project = task.Project,
            At = now,
            CallerId = task.CallerId,
            UserId = task.Parameters.UserId,
            Operation = "task",
            Model = task.Parameters.Model,
            TaskId = task.Id,
            Attempt = task.Attempt,
            Status = meaning.Status,
            ErrorType = meaning.Type,
            // What its engine made of it died with its node.
            Estimated = true,
            QueueTime = (task.ClaimedAt ?? task.AcceptedAt) - task.AcceptedAt,
            Lost = !last,
        };
        if (!last)
        {
            await _parts.Store.ReleaseAsync(task.Id, task.Attempt, lost: true, usage).ConfigureAwait(false);
            return;
        }

        var outcome = new TaskOutcome
        {
            ErrorType = meaning.Type,
            ErrorMessage = $"{task.Losses + 1} attempts ended with the engine or the server that was at it",
        };
        if (await _parts.Store.FinishAsync(task.Id, task.Attempt, outcome, now, usage).ConfigureAwait(false))
            _parts.Announce(task with { State = TaskState.Failed, Outcome = outcome, FinishedAt = now });
    }

    /// <summary>In slices so short that nobody waits for them.</summary>
    private async Task ExpireAsync(TimeSpan kept)
    {
        var before = _parts.Time.Now() - kept.ToMicros();
        for (var limit = 50; !_stopping.IsCancellationRequested;)
        {
            var since = Stopwatch.GetTimestamp();
            if (await _parts.Store.ExpireAsync(before, limit).ConfigureAwait(false) < limit)
                return;
            limit = Stopwatch.GetElapsedTime(since) > Slice / 2 ? Math.Max(1, limit / 2) : Math.Min(LargestSlice, limit * 2);
            await Task.Delay(Breath, _parts.Time, _stopping.Token).ConfigureAwait(false);
        }
    }
}
