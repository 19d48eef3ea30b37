using System.Collections.Concurrent;
using Slipway.Formats.Hub;
using Slipway.Platform.Common;

namespace Slipway.Platform.Configurations;

/// <summary>
/// Models from the hub, pulled into its own cache. Who asks for a model that somebody else is pulling waits for the same download, and a
/// download goes on when its asker leaves.
/// </summary>
public sealed class HubModels(Func<HubOptions> options, Action<string, int> onPercent)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<Result<string>>>> _running = [];

    /// <summary>Whether it could be a name on the hub: <c>org/model</c>, with what <c>slipway pull</c> takes behind it.</summary>
    public static bool IsName(string name)
    {
        try
        {
            HubReference.Parse(Whole(name));
            return name.StartsWith(HubReference.Scheme, StringComparison.Ordinal) || name.Count(c => c == '/') == 1;
        }
        catch (HubException)
        {
            return false;
        }
    }

    public async Task<Result<string>> PullAsync(string name, CancellationToken cancellation)
    {
        var pull = _running.GetOrAdd(name, key => new(() => RunAsync(key)));
        return await pull.Value.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task<Result<string>> RunAsync(string name)
    {
        await Task.Yield();
        try
        {
            using var puller = new HubPuller(options());
            var pulled = await puller.PullAsync(HubReference.Parse(Whole(name)), new Meter(percent => onPercent(name, percent)), CancellationToken.None).ConfigureAwait(false);
            return pulled.Path;
        }
        catch (HubException exception)
        {
            return new Failure(FailureKind.ModelNotReady, $"'{name}' could not be pulled from the hub: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new Failure(FailureKind.ModelNotReady, $"'{name}' could not be kept: {exception.Message}");
        }
        finally
        {
            _running.TryRemove(name, out _);
        }
    }

    private static string Whole(string name) => name.StartsWith(HubReference.Scheme, StringComparison.Ordinal) ? name : HubReference.Scheme + name;

    /// <summary>Tells each per cent of the whole once.</summary>
    private sealed class Meter(Action<int> onPercent) : IProgress<HubProgress>
    {
        private readonly ConcurrentDictionary<string, (long Received, long Size)> _files = [];
        private int _last = -1;

        public void Report(HubProgress value)
        {
            _files[value.File] = (value.Received, value.Size);
            var size = _files.Values.Sum(file => file.Size);
            var percent = size == 0 ? 100 : (int)(_files.Values.Sum(file => file.Received) * 100 / size);
            if (Interlocked.Exchange(ref _last, percent) != percent)
                onPercent(percent);
        }
    }
}
