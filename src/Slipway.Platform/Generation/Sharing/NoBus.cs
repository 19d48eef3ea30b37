namespace Slipway.Platform.Generation.Sharing;

/// <summary>A node that has nobody to talk to.</summary>
public sealed class NoBus : ITaskBus
{
    public bool IsConnected => false;

    public Action<TaskSignal> Heard { get; set; } = _ => { };

    public Action<FeedPiece> Received { get; set; } = _ => { };

    public void Tell(TaskSignal signal)
    {
        // Nobody listens.
    }

    public void Send(string nodeId, FeedPiece piece)
    {
        // Nobody asked.
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
