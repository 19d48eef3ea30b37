using System.Collections.Concurrent;

namespace Slipway.Platform.Generation.Sharing;

/// <summary>
/// Sends the text of tasks that run here to the nodes where somebody follows them: from where the follower is, and then whatever is
/// new. A node that follows says so again and again; one that falls silent is sent no more.
/// </summary>
public sealed class FeedPublisher(TaskFeeds feeds, TaskDispatcher dispatcher, ITaskBus bus, TimeProvider time)
{
    private const int LargestPiece = 1500;
    private static readonly TimeSpan Interest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string TaskId, string NodeId), Follower> _followers = [];

    /// <summary>Another node follows a task and has it up to the signal's cursor.</summary>
    public void Note(TaskSignal signal)
    {
        var key = (signal.TaskId, signal.NodeId);
        var follower = new Follower { Has = signal.Cursor, Since = time.GetTimestamp() };
        if (_followers.TryAdd(key, follower))
            _ = PublishAsync(key, follower);
        else if (_followers.TryGetValue(key, out var known))
            known.Renew(signal.Cursor, follower.Since);
    }

    private async Task PublishAsync((string TaskId, string NodeId) key, Follower follower)
    {
        var feed = feeds.Hold(key.TaskId);
        try
        {
            while (time.GetElapsedTime(Volatile.Read(ref follower.Since)) < Interest)
            {
                var view = feed.Read(follower.Has);
                if (view.Final is not null)
                    return;
                if (view.Attempt > 0 && dispatcher.Runs(key.TaskId) && (view.Text.Length > 0 || view.Attempt != follower.Has.Attempt))
                {
                    foreach (var (start, text) in Cut(view))
                        bus.Send(key.NodeId, new FeedPiece(key.TaskId, view.Attempt, start, text));
                    follower.Has = new FeedCursor(view.Attempt, view.Start + view.Text.Length);
                }

                await Task.WhenAny(view.Changed, follower.Renewed, Task.Delay(Interest, time)).ConfigureAwait(false);
            }
        }
        finally
        {
            _followers.TryRemove(key, out _);
            feeds.Release(key.TaskId, feed);
        }
    }

    /// <summary>Messages have a limit; an attempt that begins is told by an empty piece.</summary>
    private static IEnumerable<(int Start, string Text)> Cut(FeedView view)
    {
        var at = 0;
        do
        {
            var length = Math.Min(LargestPiece, view.Text.Length - at);
            yield return (view.Start + at, view.Text.Substring(at, length));
            at += length;
        }
        while (at < view.Text.Length);
    }

    private sealed class Follower
    {
        public long Since;
        private readonly Lock _gate = new();
        private FeedCursor _has;
        private TaskCompletionSource _renewed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public FeedCursor Has
        {
            get
            {
                lock (_gate)
                    return _has;
            }

            set
            {
                lock (_gate)
                    _has = value;
            }
        }

        public Task Renewed
        {
            get
            {
                lock (_gate)
                    return _renewed.Task;
            }
        }

        /// <summary>What the follower says it has counts: pieces may have been lost on their way.</summary>
        public void Renew(FeedCursor has, long since)
        {
            TaskCompletionSource renewed;
            lock (_gate)
            {
                _has = has;
                Since = since;
                (renewed, _renewed) = (_renewed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            renewed.TrySetResult();
        }
    }
}
