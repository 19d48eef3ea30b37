using Slipway.Platform.Common;

namespace Slipway.Platform.Deployments;

/// <summary>Brings up one replica: books room, starts it, and waits until a generation works. What does not work is ended again.</summary>
internal sealed class ReplicaStarter(
    IReadOnlyList<IRuntime> runtimes, IReadinessProbe probe, IMachine machine, ControllerOptions options, TimeProvider time)
{
    /// <param name="deployment">What to start.</param>
    /// <param name="verifying">Told when there is a replica to be asked.</param>
    /// <param name="cancellation">The replica is not wanted any more.</param>
    public async Task<StartOutcome> StartAsync(Deployment deployment, Action verifying, CancellationToken cancellation)
    {
        if (runtimes.FirstOrDefault(candidate => candidate.Takes(deployment.Source)) is not { } runtime)
            return new StartOutcome(null, null, "no runtime here serves this kind of model");
        IDisposable? room = null;
        IReplicaHandle? replica = null;
        var problem = "stopping";
        try
        {
            var booked = await machine.BookAsync(deployment, cancellation).ConfigureAwait(false);
            if (!booked.Succeeded)
                return new StartOutcome(null, null, booked.Failure.Message, LacksRoom: true);
            room = booked.Value;
            var started = await runtime.StartAsync(deployment, cancellation).ConfigureAwait(false);
            if (started.Succeeded)
            {
                replica = started.Value;
                verifying();
                problem = await UntilReadyAsync(replica, deployment.Source, cancellation).ConfigureAwait(false);
                if (problem.Length == 0)
                    return new StartOutcome(replica, room);
            }
            else
            {
                problem = started.Failure.Message;
            }
        }
        catch (OperationCanceledException)
        {
            // Not wanted any more; what was started ends below.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            problem = exception.Message;
        }

        if (replica is not null)
            await replica.DisposeAsync().ConfigureAwait(false);
        room?.Dispose();
        return new StartOutcome(null, null, problem);
    }

    /// <summary>Empty when it generates; otherwise what stands in its way.</summary>
    private async Task<string> UntilReadyAsync(IReplicaHandle replica, ModelSource source, CancellationToken cancellation)
    {
        var limit = source.Path is null ? options.RemoteReadyWithin : options.ReadyWithin;
        var since = time.GetTimestamp();
        while (true)
        {
            if (await probe.TryAsync(replica.Endpoint, cancellation).ConfigureAwait(false) is not { } problem)
                return "";
            await Task.WhenAny(Task.Delay(options.ProbeEvery, time, cancellation), replica.Ended).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (replica.Ended.IsCompleted)
                return await replica.Ended.ConfigureAwait(false);
            if (time.GetElapsedTime(since) >= limit)
                return problem;
        }
    }
}
