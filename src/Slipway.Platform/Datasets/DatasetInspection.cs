using System.Threading.Channels;
using Slipway.Formats.Datasets;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Common;

namespace Slipway.Platform.Datasets;

/// <summary>Looks through what has arrived, one dataset after another, and says whether it can be used.</summary>
public sealed class DatasetInspection : IAsyncDisposable
{
    private readonly Channel<Dataset> _waiting = Channel.CreateUnbounded<Dataset>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly IDatasetStore _store;
    private readonly IBlobStore _blobs;
    private readonly Action<Exception> _broken;
    private readonly TimeProvider _time;
    private readonly Task _inspecting;

    public DatasetInspection(IDatasetStore store, IBlobStore blobs, Action<Exception> broken, TimeProvider time)
    {
        (_store, _blobs, _broken, _time) = (store, blobs, broken, time);
        _inspecting = Task.Run(InspectAsync);
    }

    /// <summary>After a dataset has been judged.</summary>
    public event Action? Judged;

    public void Enqueue(Dataset dataset) => _waiting.Writer.TryWrite(dataset);

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _inspecting.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task InspectAsync()
    {
        await foreach (var dataset in _waiting.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (_closing.IsCancellationRequested)
                return;
            try
            {
                var findings = Inspect(dataset);
                var status = findings.ErrorCount == 0 ? DatasetStatus.Ready : DatasetStatus.Failed;
                await _store.JudgeAsync(dataset.Id, status, findings, _time.Now()).ConfigureAwait(false);
                Judged?.Invoke();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception)
            {
                // The dataset stays pending, and the next start looks again.
                _broken(exception);
            }
        }
    }

    private DatasetFindings Inspect(Dataset dataset)
    {
        if (_blobs.PathOf(dataset.Digest!) is not { } path)
            return DatasetFindings.Broken("the content is missing from the store");
        _ = DatasetFormats.TryParse(dataset.Format, out var format);
        using var file = File.OpenRead(path);
        return DatasetFindings.Of(DatasetInspector.Inspect(file, format, new DatasetLimits(), _closing.Token));
    }
}
