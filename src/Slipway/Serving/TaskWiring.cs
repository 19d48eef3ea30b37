using Microsoft.Extensions.Logging;
using Slipway.Platform.Access.Limits;
using Slipway.Platform.Common.Settings;
using Slipway.Platform.Generation;
using Slipway.Platform.Generation.Sharing;
using Slipway.Platform.Metering;
using Slipway.Platform.Nodes;
using Slipway.Platform.Routing;
using Slipway.Storage.Nodes;
using Slipway.Storage.Postgres;
using Slipway.Storage.Redis;
using Slipway.Storage.Sql;
using Slipway.Storage.Sqlite;
using Slipway.Storage.Tasks;

namespace Slipway.Serving;

/// <summary>Tasks, and what lets several nodes share them.</summary>
internal sealed partial class TaskWiring : IAsyncDisposable
{
    private readonly TaskSweeper _sweeper;
    private readonly TaskWatches _watches;
    private readonly FeedPublisher _publisher;
    private readonly ITaskBus _bus;

    public TaskWiring(
        SettingValues settings, DataFolder folder, IDatabase database, Router router, UsageWriter usage, HostOptions options, Func<ILogger> log)
    {
        var time = options.Time;
        var kind = (database as MeteredDatabase)?.Inner ?? database;
        var node = new NodeOptions(folder.NodeId, options.Urls[0], kind is not SqliteDatabase, settings.Get(StorageSettings.NodeLease));
        var nodes = new NodeStore(database);
        Lease = new NodeLease(nodes, node, time, text => LogNode(log(), text));
        var cluster = nodes.ClusterAsync(Guid.NewGuid().ToString("N")[..12]).GetAwaiter().GetResult();
        var redis = settings.Get(StorageSettings.RedisUrl) is { Length: > 0 } address ? new RedisHub(address, time) : null;
        _bus = redis is not null ? new RedisBus(redis, cluster, folder.NodeId)
            : kind is PostgresDatabase postgres ? new PostgresBus(postgres, folder.NodeId, time)
            : new NoBus();
        var local = new MemoryLimitLedger(time);
        Limits = redis is not null ? new RedisLimitLedger(redis, cluster, local, time) : local;
        var store = new TaskStore(database);
        var kept = settings.Get(StorageSettings.ResultsKept);
        var taskOptions = new TaskOptions
        {
            TimeLimit = settings.Get(ServeSettings.TaskTimeLimit),
            WaitLimit = settings.Get(ServeSettings.TaskWaitLimit),
            LongestQueue = settings.Get(ServeSettings.QueueLimit),
            ResultsKept = kept > TimeSpan.Zero ? kept : null,
        };
        var parts = new DispatcherParts(store, router, new TextGenerator(time), Feeds, usage, Lease, _bus, time);
        Dispatcher = new TaskDispatcher(parts, taskOptions, (exception, task) => LogTaskBroken(log(), exception, task));
        _watches = new TaskWatches(store, Feeds, Dispatcher, _bus, Lease, time);
        _publisher = new FeedPublisher(Feeds, Dispatcher, _bus, time);
        _sweeper = new TaskSweeper(parts, Dispatcher, taskOptions, exception => LogSweepFailed(log(), exception));
        _bus.Heard = Hear;
        _bus.Received = _watches.Take;
        Service = new TaskService(parts, Dispatcher, _watches, options.Random);
    }

    public NodeLease Lease { get; }

    public TaskFeeds Feeds { get; } = new();

    public TaskDispatcher Dispatcher { get; }

    public TaskService Service { get; }

    /// <summary>Shared with other nodes where there is a Redis.</summary>
    public ILimitLedger Limits { get; }

    public bool HasRedis => _bus.IsConnected;

    /// <summary>Takes up what the store holds; the node's term has begun.</summary>
    public Task StartAsync() => _sweeper.StartAsync();

    /// <summary>The same for a new term.</summary>
    public Task TakeUpAsync() => _sweeper.TakeUpAsync();

    /// <summary>Ends what sweeps and watches; the dispatcher has drained by then.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        await _watches.DisposeAsync().ConfigureAwait(false);
        await _bus.DisposeAsync().ConfigureAwait(false);
    }

    private void Hear(TaskSignal signal)
    {
        switch (signal.Kind)
        {
            case TaskSignalKind.Waiting:
                _sweeper.Poke();
                break;
            case TaskSignalKind.Cancelled:
                Dispatcher.Cancel(signal.TaskId);
                break;
            case TaskSignalKind.Ended:
                _watches.Ended(signal.TaskId);
                break;
            case TaskSignalKind.Watched:
                _publisher.Note(signal);
                break;
        }
    }

    [LoggerMessage(2003, LogLevel.Error, "The task {Task} could not be seen to its end")]
    private static partial void LogTaskBroken(ILogger log, Exception exception, string task);

    [LoggerMessage(2011, LogLevel.Error, "Tasks could not be swept")]
    private static partial void LogSweepFailed(ILogger log, Exception exception);

    [LoggerMessage(2012, LogLevel.Warning, "{Text}")]
    private static partial void LogNode(ILogger log, string text);
}
