namespace Slipway.Platform.Generation;

/// <summary>The feeds of tasks that somebody works on or watches; one that nobody holds is forgotten.</summary>
public sealed class TaskFeeds
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskFeed> _feeds = [];

    public TaskFeed Hold(string taskId)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(taskId, out var feed))
                _feeds.Add(taskId, feed = new TaskFeed());
            feed.Holders++;
            return feed;
        }
    }

    public void Release(string taskId, TaskFeed feed)
    {
        lock (_gate)
        {
            if (--feed.Holders == 0)
                _feeds.Remove(taskId);
        }
    }

    public TaskFeed? Find(string taskId)
    {
        lock (_gate)
            return _feeds.GetValueOrDefault(taskId);
    }

    /// <summary>Tells watchers, if there are any, that the task has ended.</summary>
    public void Finish(GenerationTask final) => Find(final.Id)?.Finish(final);
}
