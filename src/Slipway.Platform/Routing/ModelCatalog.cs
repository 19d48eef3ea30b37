using Slipway.Platform.Deployments;

namespace Slipway.Platform.Routing;

/// <summary>The names that a request may use now.</summary>
public sealed class ModelCatalog(Router router)
{
    public IReadOnlyList<UsableModel> Usable() =>
    [
        .. router.Routes.Where(route => route.Status.State == DeploymentState.Ready)
            .Select(route => new UsableModel(route.Deployment.Name, route.Deployment.CreatedAt))
            .DistinctBy(model => model.Id)
            .OrderBy(model => model.Id, StringComparer.Ordinal),
    ];
}
