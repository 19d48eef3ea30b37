namespace Slipway.Platform.Deployments;

/// <summary>One version of a deployment that should run.</summary>
/// <param name="Version">Its id; empty where the deployment has no versions.</param>
/// <param name="Source">Where its tokens come from.</param>
/// <param name="Replicas">How many should run.</param>
/// <param name="Revision">Replicas of another revision are replaced, one by one.</param>
public sealed record Track(string Version, ModelSource Source, int Replicas, long Revision)
{
    /// <summary>Sealed values of the engine's own environment variables.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }
}
