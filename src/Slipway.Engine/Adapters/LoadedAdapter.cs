using Slipway.Models.Adapters;

namespace Slipway.Engine.Adapters;

/// <summary>An adapter in memory. It goes when nobody holds it any more: neither the shelf, nor a request, nor a generation that runs.</summary>
/// <param name="name">What requests call it.</param>
/// <param name="identity">Names these very weights; a name may come to mean others.</param>
/// <param name="weights">None changes nothing.</param>
internal sealed class LoadedAdapter(string name, string identity, long created, Adapter? weights)
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _holders = 1;

    public string Name => name;

    public string Identity => identity;

    public long Created => created;

    public Adapter? Weights => weights;

    /// <summary>Ends when its memory is free.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Only for who knows that somebody else holds it.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
            return;
        weights?.Dispose();
        _gone.SetResult();
    }
}
