namespace Slipway.Platform.Deployments;

/// <summary>A version of a model as an endpoint runs it.</summary>
/// <param name="Id">The registry's id of the version.</param>
/// <param name="ModelName">The registry's name of the model.</param>
/// <param name="Version">What people call the version.</param>
/// <param name="Source">Where its tokens come from.</param>
public sealed record DeployedVersion(string Id, string ModelName, string Version, ModelSource Source)
{
    /// <summary>Names and sealed values of the engine's own environment variables.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
}
