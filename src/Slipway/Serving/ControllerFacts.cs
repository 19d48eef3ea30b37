using Slipway.Platform.Analytics;
using Slipway.Platform.Deployments;
using Slipway.Platform.Metering.Resources;

namespace Slipway.Serving;

/// <summary>What analytics must know of deployments, as the controller has it.</summary>
internal sealed class ControllerFacts(DeploymentController controller) : IDeploymentFacts
{
    public ValueTask<IReadOnlyList<DeploymentFacts>> AllAsync() => new([.. controller.Deployments.Select(Facts)]);

    public Reservation Reserved(ReplicaProcess process)
    {
        var source = controller.Find(process.DeploymentId)?.Source;
        return new Reservation("", source is { Threads: > 0 } ? Math.Min(source.Threads, Environment.ProcessorCount) : null, null);
    }

    private static DeploymentFacts Facts(Deployment deployment) => new()
    {
        Id = deployment.Id,
        Name = deployment.Name,
        Type = deployment.Kind == DeploymentKind.Default ? "default" : "loaded",
    };
}
