using System.Collections.Concurrent;

namespace Slipway.Platform.Deployments;

/// <summary>
/// Brings what is to what should be. Every deployment has a keeper of its own, which takes one step after another; the
/// controller tells keepers what is wanted now. After a crash it reads the rows and simply continues.
/// </summary>
public sealed class DeploymentController(
    IDeploymentStore store,
    IReadOnlyList<IRuntime> runtimes,
    IReplicaObserver observer,
    IReadinessProbe probe,
    IMachine machine,
    ControllerOptions options,
    TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, DeploymentKeeper> _keepers = [];
    private readonly ConcurrentDictionary<DeploymentKeeper, bool> _leaving = [];
    private readonly SemaphoreSlim _changing = new(1);
    private readonly ReplicaStarter _starter = new(runtimes, probe, machine, options, time);

    /// <summary>Ends leftovers, then takes up every deployment that the store knows.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var runtime in runtimes)
            await runtime.EndLeftoversAsync(cancellation).ConfigureAwait(false);
        foreach (var deployment in await store.ListAsync().ConfigureAwait(false))
            Take(deployment);
    }

    public IReadOnlyList<Deployment> Deployments => [.. _keepers.Values.Select(keeper => keeper.Wanted)];

    public Deployment? Find(string id) => _keepers.TryGetValue(id, out var keeper) ? keeper.Wanted : null;

    public DeploymentStatus StatusOf(string id) =>
        _keepers.TryGetValue(id, out var keeper) ? keeper.Status : new DeploymentStatus(DeploymentState.Stopped);

    /// <summary>What is of each version that should run.</summary>
    public IReadOnlyList<TrackStatus> TracksOf(string id) => _keepers.TryGetValue(id, out var keeper) ? keeper.Tracks : [];

    /// <summary>Nothing of it runs, and nothing is on its way out.</summary>
    public bool IsEmpty(string id) => !_keepers.TryGetValue(id, out var keeper) || keeper.IsEmpty;

    /// <summary>Writes what is wanted, then acts on it.</summary>
    public async Task ApplyAsync(Deployment deployment)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            await store.SaveAsync(deployment).ConfigureAwait(false);
            Take(deployment);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Forgets a deployment; completes when its requests have ended and its replicas are gone.</summary>
    public async Task RemoveAsync(string id) => await (await DetachAsync(id).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Completes when the deployment is forgotten; the inner task, when its replicas are gone too.</summary>
    public async Task<Task> DetachAsync(string id)
    {
        DeploymentKeeper? keeper;
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            await store.RemoveAsync(id).ConfigureAwait(false);
            _keepers.TryRemove(id, out keeper);
        }
        finally
        {
            _changing.Release();
        }

        return keeper is null ? Task.CompletedTask : EndAsync(keeper);
    }

    /// <summary>Completes when the newest wish for the deployment has been fulfilled or has failed once.</summary>
    public Task<DeploymentStatus> SettledAsync(string id, CancellationToken cancellation) =>
        _keepers.TryGetValue(id, out var keeper)
            ? keeper.SettledAsync(cancellation)
            : Task.FromResult(new DeploymentStatus(DeploymentState.Stopped));

    /// <summary>Takes up what other nodes have written: every node runs every deployment, but for their default models.</summary>
    public async Task SyncAsync()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            var stored = await store.ListAsync().ConfigureAwait(false);
            foreach (var deployment in stored)
            {
                if (Find(deployment.Id) is not { } known || (known.Revision, known.UpdatedAt) != (deployment.Revision, deployment.UpdatedAt))
                    Take(deployment);
            }

            var ids = stored.Select(deployment => deployment.Id).ToHashSet();
            foreach (var (id, keeper) in _keepers)
            {
                if (!ids.Contains(id) && keeper.Wanted.Kind != DeploymentKind.Default && _keepers.TryRemove(id, out _))
                    _ = EndAsync(keeper);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_keepers.Values.Concat(_leaving.Keys).Select(keeper => keeper.DisposeAsync().AsTask())).ConfigureAwait(false);
        _keepers.Clear();
    }

    private async Task EndAsync(DeploymentKeeper keeper)
    {
        _leaving[keeper] = true;
        observer.Forgotten(keeper.Wanted);
        keeper.Want(keeper.Wanted with { Wanted = false });
        await keeper.SettledAsync(CancellationToken.None).ConfigureAwait(false);
        await keeper.DisposeAsync().ConfigureAwait(false);
        _leaving.TryRemove(keeper, out _);
    }

    private void Take(Deployment deployment)
    {
        observer.Announced(deployment);
        _keepers.AddOrUpdate(
            deployment.Id,
            _ => new DeploymentKeeper(deployment, _starter, observer, options, time),
            (_, keeper) =>
            {
                keeper.Want(deployment);
                return keeper;
            });
    }
}
