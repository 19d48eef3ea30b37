using Slipway.Platform.Deployments;

namespace Slipway.Platform.Routing;

/// <summary>The names that a request may use now.</summary>
public sealed class ModelCatalog(Router router)
{
    /// <param name="deployment">Only the names of this one, an id or a name.</param>
    public IReadOnlyList<UsableModel> Usable(string? deployment = null) =>
    [
        .. (deployment is null ? router.Routes : router.Find(deployment) is { } one ? [one] : []).Where(IsUsable)
            .Select(route => new UsableModel(route.Deployment.Name, route.Deployment.CreatedAt))
            .DistinctBy(model => model.Id)
            .OrderBy(model => model.Id, StringComparer.Ordinal),
    ];

    /// <summary>What sleeps is usable: a request wakes it.</summary>
    private static bool IsUsable(Route route) => route.Status.State == DeploymentState.Ready
        || (route.Deployment.Rollout is { WasLive: true } rollout && rollout.Phase != RolloutPhase.Failed);
}
