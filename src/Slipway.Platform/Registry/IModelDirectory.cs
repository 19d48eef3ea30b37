namespace Slipway.Platform.Registry;

/// <summary>What the router asks after deployments and loaded configurations have been looked through.</summary>
public interface IModelDirectory
{
    /// <summary>
    /// The version that a name means: a version's id, <c>name@version</c> or <c>name@alias</c>, or a model's name, whose version is the alias
    /// <c>champion</c>'s, else that in production, else the newest. Null where the registry knows nothing of that name. Answers are believed
    /// for a second.
    /// </summary>
    ValueTask<ModelVersion?> ResolveAsync(string project, string name);
}
