namespace Slipway.Platform.Deployments;

public interface IReadinessProbe
{
    /// <summary>Null when a real generation worked; otherwise what stood in its way.</summary>
    Task<string?> TryAsync(ReplicaEndpoint endpoint, CancellationToken cancellation);
}
