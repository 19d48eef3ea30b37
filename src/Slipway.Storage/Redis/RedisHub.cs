using StackExchange.Redis;

namespace Slipway.Storage.Redis;

/// <summary>
/// The connection to a Redis that may come, go and be emptied at any moment. Whether it answers is asked every second, so that a
/// server which hangs counts as away like one that is gone.
/// </summary>
public sealed class RedisHub : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConfigurationOptions _options;
    private readonly TimeProvider _time;
    private readonly Task _asking;
    private ConnectionMultiplexer? _connection;
    private volatile bool _answers;

    /// <param name="address">As <see cref="RedisAddress"/> reads it.</param>
    /// <param name="time">Paces the asking.</param>
    public RedisHub(string address, TimeProvider time)
    {
        (_options, _time) = (RedisAddress.Parse(address), time);
        _asking = Task.Run(AskAsync);
    }

    /// <summary>It answered a moment ago.</summary>
    public bool IsConnected => _answers;

    /// <summary>Called whenever it answers again after it did not; what it held may be gone.</summary>
    public Func<ConnectionMultiplexer, Task> Returned { get; set; } = _ => Task.CompletedTask;

    /// <summary>Null while it is away.</summary>
    internal IDatabase? Database => _answers ? _connection?.GetDatabase() : null;

    internal ISubscriber? Subscriber => _answers ? _connection?.GetSubscriber() : null;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _asking.ConfigureAwait(false);
        _connection?.Dispose();
        _stopping.Dispose();
    }

    private async Task AskAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _connection ??= await ConnectionMultiplexer.ConnectAsync(_options).ConfigureAwait(false);
                await _connection.GetDatabase().PingAsync().WaitAsync(Patience, _time).ConfigureAwait(false);
                if (!_answers)
                    await Returned(_connection).WaitAsync(Patience, _time).ConfigureAwait(false);
                _answers = true;
            }
            catch (Exception)
            {
                // Away, in one way or another; /health says so, and the next second asks again.
                _answers = false;
            }

            await Task.Delay(Every, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
