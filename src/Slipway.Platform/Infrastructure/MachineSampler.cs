using Slipway.Platform.Common;

namespace Slipway.Platform.Infrastructure;

/// <summary>Looks at the machine every few seconds, remembers the last look and writes all of them down.</summary>
public sealed class MachineSampler : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _closing = new();
    private readonly IMachine _machine;
    private readonly IMachineHistory _history;
    private readonly Action<Exception> _broken;
    private readonly TimeProvider _time;
    private readonly Task _sampling;

    public MachineSampler(IMachine machine, IMachineHistory history, Action<Exception> broken, TimeProvider time)
    {
        (_machine, _history, _broken, _time) = (machine, history, broken, time);
        _sampling = Task.Run(SampleAsync);
    }

    /// <summary>Null until the first look.</summary>
    public MachineUsage? Last { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _sampling.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task SampleAsync()
    {
        // The first look comes soon, so that nobody reads nothing.
        var pause = TimeSpan.FromMilliseconds(500);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var usage = await _machine.LookAsync(_closing.Token).ConfigureAwait(false);
                if (Last is not null)
                    await _history.AddAsync(_time.Now(), usage).ConfigureAwait(false);
                Last = usage;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception)
            {
                _broken(exception);
            }

            await Task.Delay(pause, _time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = Every;
        }
    }
}
