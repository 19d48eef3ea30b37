using Slipway.Platform.Registry;

namespace Slipway.Platform.Routing;

/// <summary>The route that a model's name led to, and the registry's version that is to answer; null for whichever the deployment picks.</summary>
public sealed record FoundModel(Route Route, ModelVersion? Version)
{
    /// <summary>What a model that has no versions answers as its version.</summary>
    public const string Unversioned = "latest";
}
