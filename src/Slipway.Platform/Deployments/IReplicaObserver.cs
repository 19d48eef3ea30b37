namespace Slipway.Platform.Deployments;

/// <summary>Told by the controller what may be used; Routing implements it.</summary>
public interface IReplicaObserver
{
    /// <summary>The deployment exists; callers may already queue for it.</summary>
    void Announced(Deployment deployment);

    void StateChanged(Deployment deployment, DeploymentStatus status);

    /// <param name="deployment">As the replica's version sees it.</param>
    /// <param name="replica">It generates.</param>
    void Ready(Deployment deployment, IReplicaHandle replica);

    /// <summary>
    /// The replica takes no new work. Completes when its work is done, <paramref name="patience"/> is over or
    /// <paramref name="hurry"/> is cancelled.
    /// </summary>
    Task WithdrawAsync(Deployment deployment, IReplicaHandle replica, TimeSpan patience, CancellationToken hurry);

    /// <summary>The deployment is gone: who waits is told so, who runs may end.</summary>
    void Forgotten(Deployment deployment);
}
