namespace Slipway.Platform.Deployments;

/// <summary>Told by the controller what may be used; Routing implements it.</summary>
public interface IReplicaObserver
{
    /// <summary>The deployment exists; callers may already queue for it.</summary>
    void Announced(Deployment deployment);

    void StateChanged(Deployment deployment, DeploymentStatus status);

    void Ready(Deployment deployment, IReplicaHandle replica);

    /// <summary>The replica takes no new work. Completes when its work is done or <paramref name="patience"/> is over.</summary>
    Task WithdrawAsync(Deployment deployment, IReplicaHandle replica, TimeSpan patience);

    void Forgotten(Deployment deployment);
}
