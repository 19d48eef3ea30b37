using System.Threading.Channels;

namespace Slipway.Platform.Metering;

/// <summary>
/// The one writer of usage. Requests leave their record here and go on; records reach the store in groups, a moment later.
/// Tasks hand theirs to the store themselves, in the transaction of their outcome.
/// </summary>
public sealed class UsageWriter : IAsyncDisposable
{
    private const int Largest = 2000;

    private readonly Channel<UsageRecord> _pending = Channel.CreateUnbounded<UsageRecord>(new UnboundedChannelOptions { SingleReader = true });
    private readonly IUsageStore _store;
    private readonly Action<Exception, int> _lost;
    private readonly Task _writing;

    /// <param name="store">Where records go.</param>
    /// <param name="lost">Told when the store refused a group: how many records, and why.</param>
    public UsageWriter(IUsageStore store, Action<Exception, int> lost)
    {
        (_store, _lost) = (store, lost);
        _writing = Task.Run(WriteAsync);
    }

    public void Record(UsageRecord usage) => _pending.Writer.TryWrite(usage);

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    private async Task WriteAsync()
    {
        // While one group is being written the next one gathers; an idle server writes each record at once.
        var group = new List<UsageRecord>();
        while (await _pending.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (group.Count < Largest && _pending.Reader.TryRead(out var usage))
                group.Add(usage);
            try
            {
                await _store.AppendAsync(group).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _lost(exception, group.Count);
            }

            group.Clear();
        }
    }
}
