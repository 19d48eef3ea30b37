using System.Threading.Channels;
using Npgsql;
using Slipway.Platform.Generation.Sharing;
using Slipway.Storage.Messages;

namespace Slipway.Storage.Postgres;

/// <summary>
/// Signals and text over PostgreSQL's own notifications, for nodes without Redis: one connection listens, another one sends, many at
/// once where there are many.
/// </summary>
public sealed class PostgresBus : ITaskBus
{
    private const string Signals = "slipway_tasks";
    private const int MostAtOnce = 64;
    private const int MostPending = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<(string Channel, string Text)> _pending = Channel.CreateBounded<(string, string)>(
        new BoundedChannelOptions(MostPending) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly CancellationTokenSource _stopping = new();
    private readonly PostgresDatabase _database;
    private readonly string _nodeId;
    private readonly TimeProvider _time;
    private readonly Task _running;

    public PostgresBus(PostgresDatabase database, string nodeId, TimeProvider time)
    {
        (_database, _nodeId, _time) = (database, nodeId, time);
        _running = Task.WhenAll(Task.Run(() => KeepAsync(ListenAsync)), Task.Run(() => KeepAsync(SendAsync)));
    }

    /// <summary>It is the database, whose state is told elsewhere; Redis there is none.</summary>
    public bool IsConnected => false;

    public Action<TaskSignal> Heard { get; set; } = _ => { };

    public Action<FeedPiece> Received { get; set; } = _ => { };

    public void Tell(TaskSignal signal) => _pending.Writer.TryWrite((Signals, BusText.Of(signal)));

    public void Send(string nodeId, FeedPiece piece) => _pending.Writer.TryWrite((Feed(nodeId), BusText.Of(piece)));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static string Feed(string nodeId) => "slipway_feed_" + nodeId;

    /// <summary>Again and again: what was lost meanwhile is found by sweeps.</summary>
    private async Task KeepAsync(Func<Task> work)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await work().ConfigureAwait(false);
            }
            catch (Exception)
            {
                await Task.Delay(Pause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync()
    {
        await using var connection = await _database.Source.OpenConnectionAsync(_stopping.Token).ConfigureAwait(false);
        connection.Notification += (_, notice) =>
        {
            if (notice.Channel == Signals)
            {
                if (BusText.Signal(notice.Payload) is { } signal && signal.NodeId != _nodeId)
                    Heard(signal);
            }
            else if (BusText.Piece(notice.Payload) is { } piece)
            {
                Received(piece);
            }
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {Signals}; LISTEN \"{Feed(_nodeId)}\"", connection))
            await listen.ExecuteNonQueryAsync(_stopping.Token).ConfigureAwait(false);
        while (true)
            await connection.WaitAsync(_stopping.Token).ConfigureAwait(false);
    }

    private async Task SendAsync()
    {
        await _pending.Reader.WaitToReadAsync(_stopping.Token).ConfigureAwait(false);
        var channels = new List<string>();
        var texts = new List<string>();
        while (channels.Count < MostAtOnce && _pending.Reader.TryRead(out var message))
        {
            channels.Add(message.Channel);
            texts.Add(message.Text);
        }

        await using var command = _database.Source.CreateCommand("SELECT pg_notify(channel, text) FROM unnest($1, $2) AS messages(channel, text)");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. channels] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. texts] });
        await command.ExecuteNonQueryAsync(_stopping.Token).ConfigureAwait(false);
    }
}
