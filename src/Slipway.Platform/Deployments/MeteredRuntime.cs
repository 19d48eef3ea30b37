using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Slipway.Platform.Common;

namespace Slipway.Platform.Deployments;

/// <summary>Counts what a runtime starts, and which of these starts replace a replica that had ended by itself.</summary>
public sealed class MeteredRuntime : IRuntime
{
    private readonly ConcurrentDictionary<string, int> _missing = [];
    private readonly IRuntime _runtime;
    private readonly Counter<long> _starts;
    private readonly Counter<long> _ends;
    private readonly Counter<long> _restarts;

    public MeteredRuntime(IRuntime runtime, Meter meter)
    {
        _runtime = runtime;
        _starts = meter.CreateCounter<long>("slipway.engine.starts", null, "Replicas that were started.");
        _ends = meter.CreateCounter<long>("slipway.engine.crashes", null, "Replicas that ended by themselves.");
        _restarts = meter.CreateCounter<long>("slipway.engine.restarts", null, "Replicas that were started in place of one that had ended by itself.");
    }

    public bool Takes(ModelSource source) => _runtime.Takes(source);

    public Task EndLeftoversAsync(CancellationToken cancellation) => _runtime.EndLeftoversAsync(cancellation);

    public async Task<Result<IReplicaHandle>> StartAsync(Deployment deployment, CancellationToken cancellation)
    {
        var started = await _runtime.StartAsync(deployment, cancellation).ConfigureAwait(false);
        if (!started.Succeeded)
            return started;
        var model = new KeyValuePair<string, object?>("model", deployment.Name);
        _starts.Add(1, model);
        if (_missing.TryRemove(deployment.Id, out var missing))
        {
            _restarts.Add(1, model);
            if (missing > 1)
                _missing.AddOrUpdate(deployment.Id, missing - 1, (_, more) => more + missing - 1);
        }

        _ = NoteEndAsync(started.Value, deployment.Id, model);
        return started;
    }

    private async Task NoteEndAsync(IReplicaHandle replica, string deploymentId, KeyValuePair<string, object?> model)
    {
        await replica.Ended.ConfigureAwait(false);
        _ends.Add(1, model);
        _missing.AddOrUpdate(deploymentId, 1, (_, missing) => missing + 1);
    }
}
