namespace Slipway.Platform.Deployments;

public interface IDeploymentMetricStore
{
    Task AddAsync(IReadOnlyList<DeploymentSample> samples, long forgetBefore);

    /// <summary>The width of the intervals in which a window is answered.</summary>
    long IntervalOf(long from, long until, long now);

    /// <summary>Requests by interval; intervals without one are absent.</summary>
    ValueTask<IReadOnlyList<RequestSpan>> RequestsAsync(string deploymentId, long from, long until, long interval);

    /// <summary>Samples averaged by interval.</summary>
    ValueTask<IReadOnlyList<DeploymentSample>> SamplesAsync(string deploymentId, long from, long until, long interval);
}
