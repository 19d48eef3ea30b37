using System.Collections.Concurrent;
using Slipway.Platform.Nodes;

namespace Slipway.Platform.Generation.Sharing;

/// <summary>
/// Follows tasks that somebody watches here and that run, or may come to run, on another node: asks for their text, and looks into
/// the store for their end. Without any message the end, with the whole text, still comes from the store.
/// </summary>
public sealed class TaskWatches : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, int> _watched = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITaskStore _store;
    private readonly TaskFeeds _feeds;
    private readonly TaskDispatcher _dispatcher;
    private readonly ITaskBus _bus;
    private readonly NodeLease _lease;
    private readonly TimeProvider _time;
    private readonly Task _running;

    public TaskWatches(ITaskStore store, TaskFeeds feeds, TaskDispatcher dispatcher, ITaskBus bus, NodeLease lease, TimeProvider time)
    {
        (_store, _feeds, _dispatcher, _bus, _lease, _time) = (store, feeds, dispatcher, bus, lease, time);
        _running = lease.IsShared ? Task.Run(RunAsync) : Task.CompletedTask;
    }

    public IDisposable Watch(string taskId)
    {
        if (!_lease.IsShared)
            return new Watcher(() => { });
        if (_watched.AddOrUpdate(taskId, 1, (_, count) => count + 1) == 1)
            Ask(taskId);
        return new Watcher(() =>
        {
            if (_watched.AddOrUpdate(taskId, 0, (_, count) => count - 1) == 0)
                ((ICollection<KeyValuePair<string, int>>)_watched).Remove(new(taskId, 0));
        });
    }

    /// <summary>Another node says that a task has ended.</summary>
    public void Ended(string taskId)
    {
        if (_watched.ContainsKey(taskId))
            _ = LookAsync(taskId);
    }

    /// <summary>Text from the node that works on a task. Where some was lost, it is asked for again.</summary>
    public void Take(FeedPiece piece)
    {
        if (_watched.ContainsKey(piece.TaskId) && _feeds.Find(piece.TaskId)?.Insert(piece.Attempt, piece.Start, piece.Text) == false)
            Ask(piece.TaskId);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(Every, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var taskId in _watched.Keys)
            {
                if (_dispatcher.Runs(taskId))
                    continue;
                Ask(taskId);
                await LookAsync(taskId).ConfigureAwait(false);
            }
        }
    }

    private void Ask(string taskId) => _bus.Tell(
        new TaskSignal(TaskSignalKind.Watched, _lease.NodeId, taskId, _feeds.Find(taskId)?.Position ?? default));

    private async Task LookAsync(string taskId)
    {
        try
        {
            if (await _store.FindAsync(taskId).ConfigureAwait(false) is { State: TaskState.Completed or TaskState.Failed } final)
                _feeds.Finish(final);
        }
        catch (Exception)
        {
            // The store is away; the next second asks again.
        }
    }

    private sealed class Watcher(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
