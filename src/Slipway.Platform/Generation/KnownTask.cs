namespace Slipway.Platform.Generation;

/// <summary>A task on its way through this node.</summary>
internal sealed class KnownTask
{
    private readonly CancellationTokenSource _cancel = new();

    /// <summary>The task was cancelled, or isn't this node's any more.</summary>
    public CancellationToken Cancelled => _cancel.Token;

    /// <summary>An engine works on it.</summary>
    public volatile bool Runs;

    public void Cancel() => _cancel.Cancel();
}
