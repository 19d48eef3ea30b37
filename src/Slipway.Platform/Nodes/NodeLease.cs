using Slipway.Platform.Common;

namespace Slipway.Platform.Nodes;

/// <summary>
/// Keeps this node's term and watches those of others:
/// 1. a beat renews the term; it holds for the lease counted from before the beat was sent;
/// 2. a node that could not renew in time stops acting and ends its children, and only then begins a new term;
/// 3. a node whose beat others have not seen change for longer than the lease (by their own clocks) is fenced: its term is over,
///    whatever it still believes.
/// </summary>
public sealed class NodeLease(INodeStore store, NodeOptions options, TimeProvider time, Action<string> report) : IAsyncDisposable
{
    private readonly SemaphoreSlim _changing = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, (Node Seen, long Since)> _others = [];
    private NodeTerm? _term;
    private bool _isFirst;
    private long _confirmed;
    private Task _running = Task.CompletedTask;

    public string NodeId => options.Id;

    public bool IsShared => options.IsShared;

    /// <summary>Of all living nodes, the one that does what only one may.</summary>
    public bool IsLeader => Term is not null && (!options.IsShared || Volatile.Read(ref _isFirst));

    /// <summary>Called after each beat: to look at what other nodes have changed.</summary>
    public Func<Task> Beaten { get; set; } = () => Task.CompletedTask;

    /// <summary>Null while this node may not act.</summary>
    public NodeTerm? Term => Volatile.Read(ref _term) is { } term && IsFresh ? term : null;

    /// <summary>Ends all that this node runs, at once; nothing may be written any more.</summary>
    public Func<Task> Lost { get; set; } = () => Task.CompletedTask;

    /// <summary>Takes up work again, in a new term.</summary>
    public Func<Task> Regained { get; set; } = () => Task.CompletedTask;

    private bool IsFresh => !options.IsShared || time.GetElapsedTime(Volatile.Read(ref _confirmed)) < options.Lease;

    public async Task StartAsync()
    {
        await EnterAsync().ConfigureAwait(false);
        // Where nobody shares, any other name is one that this server had before.
        if (!options.IsShared)
        {
            foreach (var earlier in (await store.ListAsync().ConfigureAwait(false)).Where(node => node.Id != options.Id))
                await store.FenceAsync(earlier).ConfigureAwait(false);
        }

        if (options.IsShared)
            _running = Task.WhenAll(Task.Run(BeatAsync), Task.Run(WatchAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (Interlocked.Exchange(ref _term, null) is { } term)
        {
            try
            {
                await store.LeaveAsync(term).WaitAsync(TimeSpan.FromSeconds(3), time).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                report($"this node could not sign off, so others wait for its lease to end: {exception.Message}");
            }
        }

        _stopping.Dispose();
        _changing.Dispose();
    }

    private async Task EnterAsync()
    {
        var sent = time.GetTimestamp();
        var term = await store.EnterAsync(options.Id, options.Address, time.Now()).ConfigureAwait(false);
        Volatile.Write(ref _confirmed, sent);
        Volatile.Write(ref _term, term);
    }

    private async Task BeatAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await (Volatile.Read(ref _term) is { } term ? RenewAsync(term) : ReturnAsync()).ConfigureAwait(false);
                await FenceTheGoneAsync().ConfigureAwait(false);
                if (Term is not null)
                    await Beaten().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                report($"this node could not look after its lease: {exception.Message}");
            }

            await Task.Delay(options.BeatEvery, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The clock may have run while nothing else did: what was paused must not go on as if nothing had been.</summary>
    private async Task WatchAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            if (Volatile.Read(ref _term) is { } term && !IsFresh)
                await LoseAsync(term, "it could not be renewed in time").ConfigureAwait(false);
            await Task.Delay(options.Lease / 40, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RenewAsync(NodeTerm term)
    {
        var sent = time.GetTimestamp();
        var renewed = await store.BeatAsync(term, time.Now()).WaitAsync(options.Lease, time).ConfigureAwait(false);
        if (!renewed)
            await LoseAsync(term, "others have declared this node gone").ConfigureAwait(false);
        else if (Volatile.Read(ref _term) == term && IsFresh)
            Volatile.Write(ref _confirmed, sent);
    }

    private async Task LoseAsync(NodeTerm term, string why)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (Volatile.Read(ref _term) != term)
                return;
            // Not fresh from here on, though not yet free to begin anew: that comes when all has ended.
            Volatile.Write(ref _confirmed, time.GetTimestamp() - (long)(2 * options.Lease.TotalSeconds * time.TimestampFrequency));
            report($"this node's lease is over: {why}; it ends what it runs and begins again");
            await Lost().ConfigureAwait(false);
            Volatile.Write(ref _term, null);
        }
        catch (Exception exception)
        {
            report($"what this node ran could not be ended cleanly: {exception.Message}");
            Volatile.Write(ref _term, null);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task ReturnAsync()
    {
        await EnterAsync().ConfigureAwait(false);
        report("this node has begun a new term");
        await Regained().ConfigureAwait(false);
    }

    private async Task FenceTheGoneAsync()
    {
        if (Term is null)
            return;
        var alive = await store.ListAsync().ConfigureAwait(false);
        Volatile.Write(ref _isFirst, alive.Count > 0 && alive[0].Id == options.Id);
        foreach (var id in _others.Keys.Except(alive.Select(node => node.Id)).ToList())
            _others.Remove(id);
        foreach (var node in alive.Where(node => node.Id != options.Id))
        {
            if (!_others.TryGetValue(node.Id, out var known) || known.Seen.Beat != node.Beat || known.Seen.Fence != node.Fence)
                _others[node.Id] = (node, time.GetTimestamp());
            else if (time.GetElapsedTime(known.Since) > options.GoneAfter && await store.FenceAsync(node).ConfigureAwait(false))
                report($"the node {node.Id} at {node.Address} is gone; others take up its work");
        }
    }
}
