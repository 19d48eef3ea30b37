using Slipway.Platform.Common;

namespace Slipway.Platform.Deployments;

/// <summary>Writes down every ten seconds what endpoints are like; requests have records of their own.</summary>
public sealed class DeploymentSampler(
    DeploymentController controller, ITraffic traffic, IReplicaUsage usage, IDeploymentMetricStore store, Action<Exception> broken, TimeProvider time)
    : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly long Kept = TimeSpan.FromDays(30).ToMicros();

    private readonly CancellationTokenSource _end = new();
    private Task _sampling = Task.CompletedTask;

    public void Start() => _sampling = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _sampling.ConfigureAwait(false);
        _end.Dispose();
    }

    public async Task SampleAsync()
    {
        var now = time.Now();
        var samples = new List<DeploymentSample>();
        foreach (var deployment in controller.Deployments.Where(each => each.Kind == DeploymentKind.Endpoint))
        {
            var replicas = usage.Of(deployment.Id);
            var measured = replicas.Where(replica => replica.Bytes is not null).ToList();
            samples.Add(new DeploymentSample(
                deployment.Id, now, traffic.Of(deployment.Id)?.Waiting ?? 0, controller.TracksOf(deployment.Id).Sum(track => track.Ready + track.Stale))
            {
                CpuUtilization = DeploymentDirector.CpuOf(replicas),
                MemoryBytes = measured.Count > 0 ? measured.Sum(replica => replica.Bytes) : null,
            });
        }

        if (samples.Count > 0)
            await store.AddAsync(samples, now - Kept).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                try
                {
                    await SampleAsync().ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    broken(exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
