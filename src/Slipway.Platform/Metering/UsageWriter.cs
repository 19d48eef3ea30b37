using System.Threading.Channels;

namespace Slipway.Platform.Metering;

/// <summary>
/// The one writer of usage on a node. Requests leave their record here and go on; once a second the records reach the store as
/// blocks, together with what tasks left there in the transactions of their outcomes. A crash loses at most that second of direct
/// requests, and nothing of tasks.
/// </summary>
public sealed class UsageWriter : IAsyncDisposable
{
    private const int LargestBlock = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TidyEvery = TimeSpan.FromMinutes(1);

    private readonly Channel<UsageRecord> _pending = Channel.CreateUnbounded<UsageRecord>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly IUsageStore _store;
    private readonly Action<Exception, int> _lost;
    private readonly TimeSpan _recordsKept;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private long _tidied;

    /// <param name="store">Where records go.</param>
    /// <param name="recordsKept">How long single records are kept; roll-ups stay.</param>
    /// <param name="lost">Told when the store refused a group: how many records, and why.</param>
    /// <param name="time">The clock.</param>
    public UsageWriter(IUsageStore store, TimeSpan recordsKept, Action<Exception, int> lost, TimeProvider time)
    {
        (_store, _recordsKept, _lost, _time) = (store, recordsKept, lost, time);
        _tidied = time.GetTimestamp();
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Told of every record, wherever it is written; must be quick.</summary>
    public Action<UsageRecord>? Noted { get; init; }

    /// <summary>Records carry what was asked, because somebody wants to log it.</summary>
    public bool KeepsRequests { get; init; }

    public void Record(UsageRecord usage)
    {
        _pending.Writer.TryWrite(usage);
        Noted?.Invoke(usage);
    }

    /// <summary>For records that the store took in a transaction of its own.</summary>
    public void Note(UsageRecord usage) => Noted?.Invoke(usage);

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task WriteAsync()
    {
        var block = new List<UsageRecord>(LargestBlock);
        while (!_closing.IsCancellationRequested)
        {
            await Task.Delay(Pause, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await DrainAsync(block).ConfigureAwait(false);
            await TendAsync().ConfigureAwait(false);
        }
    }

    private async Task DrainAsync(List<UsageRecord> block)
    {
        while (_pending.Reader.TryRead(out var usage))
        {
            block.Add(usage);
            while (block.Count < LargestBlock && _pending.Reader.TryRead(out usage))
                block.Add(usage);
            try
            {
                await _store.AppendAsync(block).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _lost(exception, block.Count);
            }

            block.Clear();
        }
    }

    /// <summary>Collecting and tidying lose nothing by failing: the next second tries again.</summary>
    private async Task TendAsync()
    {
        try
        {
            while (await _store.CollectAsync(LargestBlock).ConfigureAwait(false) == LargestBlock)
            {
            }

            if (_closing.IsCancellationRequested || _time.GetElapsedTime(_tidied) < TidyEvery)
                return;
            _tidied = _time.GetTimestamp();
            while (!_closing.IsCancellationRequested
                && await _store.TidyAsync(_time.GetUtcNow(), _recordsKept).ConfigureAwait(false))
            {
            }
        }
        catch (Exception exception)
        {
            _lost(exception, 0);
        }
    }
}
