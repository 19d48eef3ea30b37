namespace Slipway.Platform.Generation.Sharing;

/// <summary>
/// Carries signals and text between nodes, as fast as it can and no more surely than that: the store is the truth, and sweeps find
/// what a lost message would have told.
/// </summary>
public interface ITaskBus : IAsyncDisposable
{
    bool IsConnected { get; }

    /// <summary>A signal of another node; called on any thread.</summary>
    Action<TaskSignal> Heard { get; set; }

    /// <summary>Text for this node.</summary>
    Action<FeedPiece> Received { get; set; }

    void Tell(TaskSignal signal);

    void Send(string nodeId, FeedPiece piece);
}
