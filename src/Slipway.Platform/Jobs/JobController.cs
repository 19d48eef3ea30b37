using System.Collections.Concurrent;
using Slipway.Platform.Common;
using Slipway.Platform.Datasets;

namespace Slipway.Platform.Jobs;

/// <summary>
/// Brings jobs from their rows to their ends: so many at once, the oldest first. A job waits for its dataset to be looked through. A
/// process that dies is started again and continues from its newest checkpoint; so does a job that a restart of the server finds.
/// </summary>
public sealed class JobController : IAsyncDisposable
{
    public const int MostAttempts = 3;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, JobAttempt> _running = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly JobParts _parts;
    private readonly int _slots;
    private Task _keeping = Task.CompletedTask;

    public JobController(JobParts parts, int slots) => (_parts, _slots) = (parts, slots);

    public async Task StartAsync()
    {
        await _parts.Runner.EndLeftoversAsync().ConfigureAwait(false);
        foreach (var job in await _parts.Store.LeftAsync(_parts.NodeId).ConfigureAwait(false))
        {
            if (job.Status == JobStatus.Cancelling)
                await _parts.Store.FinishAsync(job.Id, JobStatus.Cancelled, null, null, null, _parts.Time.Now()).ConfigureAwait(false);
            else
                await _parts.Store.ReleaseAsync(job.Id, job.Attempts).ConfigureAwait(false);
        }

        _keeping = Task.Run(KeepAsync);
    }

    /// <summary>Something has changed: a job, or a dataset that one waits for.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It looks soon anyway.
        }
    }

    public void Cancel(string id)
    {
        if (_running.TryGetValue(id, out var attempt))
            attempt.Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        await Task.WhenAll(_running.Values.Select(attempt => attempt.DisposeAsync().AsTask())).ConfigureAwait(false);
        _closing.Dispose();
        _wake.Dispose();
    }

    private async Task KeepAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await StartWaitingAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                _parts.Broken(exception);
            }

            await ((Task)_wake.WaitAsync(LookEvery, _closing.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task StartWaitingAsync()
    {
        foreach (var job in await _parts.Store.QueuedAsync().ConfigureAwait(false))
        {
            if (_running.Count >= _slots || _closing.IsCancellationRequested)
                return;
            var dataset = await _parts.Datasets.FindByIdAsync(job.DatasetRow).ConfigureAwait(false);
            if (dataset is { Status: DatasetStatus.Pending })
                continue;
            if (dataset is not { Status: DatasetStatus.Ready })
            {
                await _parts.Store.FinishAsync(job.Id, JobStatus.Failed, null, null, $"the dataset '{job.Dataset}' can't be used", _parts.Time.Now()).ConfigureAwait(false);
                continue;
            }

            if (await _parts.Store.ClaimAsync(job.Id, _parts.NodeId, _parts.Time.Now()).ConfigureAwait(false) is not { } claimed)
                continue;
            var attempt = new JobAttempt(_parts, claimed, dataset);
            _running[job.Id] = attempt;
            _ = attempt.RunAsync().ContinueWith(
                _ =>
                {
                    _running.TryRemove(job.Id, out var _);
                    if (!_closing.IsCancellationRequested)
                        Wake();
                },
                TaskScheduler.Default);
        }
    }
}
