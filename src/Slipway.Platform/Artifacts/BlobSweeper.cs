namespace Slipway.Platform.Artifacts;

/// <summary>Frees, once in a while, the blobs that nobody refers to any more.</summary>
public sealed class BlobSweeper : IAsyncDisposable
{
    /// <summary>Longer than anything takes from the adding of a blob to the row that names it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource _end = new();
    private readonly IBlobStore _store;
    private readonly IReadOnlyList<IBlobOwner> _owners;
    private readonly Action<Exception> _failed;
    private readonly TimeProvider _time;
    private readonly Task _sweeping;

    public BlobSweeper(IBlobStore store, IReadOnlyList<IBlobOwner> owners, Action<Exception> failed, TimeProvider time)
    {
        (_store, _owners, _failed, _time) = (store, owners, failed, time);
        _sweeping = Task.Run(RunAsync);
    }

    public async Task<long> SweepAsync(TimeSpan grace, CancellationToken cancellation)
    {
        var kept = new HashSet<string>();
        foreach (var owner in _owners)
            kept.UnionWith(await owner.DigestsAsync().ConfigureAwait(false));
        return await _store.SweepAsync(kept, grace, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _sweeping.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Every, _time, _end.Token).ConfigureAwait(false);
                try
                {
                    await SweepAsync(Grace, _end.Token).ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    _failed(exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }
}
