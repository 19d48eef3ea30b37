namespace Slipway.Platform.Analytics;

public interface IDeploymentFacts
{
    /// <summary>Every deployment that there is or was.</summary>
    ValueTask<IReadOnlyList<DeploymentFacts>> AllAsync();
}
