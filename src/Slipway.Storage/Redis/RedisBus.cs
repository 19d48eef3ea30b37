using Slipway.Platform.Generation.Sharing;
using Slipway.Storage.Messages;
using StackExchange.Redis;

namespace Slipway.Storage.Redis;

/// <summary>Signals and text over Redis' channels: nothing is kept there, so nothing can be lost with it.</summary>
public sealed class RedisBus : ITaskBus
{
    private readonly RedisHub _hub;
    private readonly string _cluster;
    private readonly string _nodeId;

    public RedisBus(RedisHub hub, string cluster, string nodeId)
    {
        (_hub, _cluster, _nodeId) = (hub, cluster, nodeId);
        hub.Returned = ListenAsync;
    }

    public bool IsConnected => _hub.IsConnected;

    public Action<TaskSignal> Heard { get; set; } = _ => { };

    public Action<FeedPiece> Received { get; set; } = _ => { };

    private string Signals => $"slipway:{_cluster}:tasks";

    public void Tell(TaskSignal signal) => _hub.Subscriber?.Publish(Signals, BusText.Of(signal), CommandFlags.FireAndForget);

    public void Send(string nodeId, FeedPiece piece) => _hub.Subscriber?.Publish(Feed(nodeId), BusText.Of(piece), CommandFlags.FireAndForget);

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task ListenAsync(ConnectionMultiplexer connection)
    {
        var subscriber = connection.GetSubscriber();
        // It may still know them, and one message must not come twice.
        await subscriber.UnsubscribeAllAsync().ConfigureAwait(false);
        await subscriber.SubscribeAsync(Signals, (_, text) =>
        {
            if (BusText.Signal(text!) is { } signal && signal.NodeId != _nodeId)
                Heard(signal);
        }).ConfigureAwait(false);
        await subscriber.SubscribeAsync(Feed(_nodeId), (_, text) =>
        {
            if (BusText.Piece(text!) is { } piece)
                Received(piece);
        }).ConfigureAwait(false);
    }

    private string Feed(string nodeId) => $"slipway:{_cluster}:feed:{nodeId}";
}
