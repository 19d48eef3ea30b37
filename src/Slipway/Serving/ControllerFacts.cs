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
        if (controller.Find(process.DeploymentId) is not { } deployment)
            return new Reservation("", null, null);
        var threads = deployment.Source.Threads;
        double? cores = threads > 0 ? Math.Min(threads, Environment.ProcessorCount) : null;
        return new Reservation(deployment.Version, deployment.Spec?.Resources.Cores ?? cores, deployment.Spec?.Resources.Bytes);
    }

    private static DeploymentFacts Facts(Deployment deployment)
    {
        var facts = new DeploymentFacts
        {
            Id = deployment.Id,
            Name = deployment.Name,
            Type = deployment.Spec?.DeploymentType ?? (deployment.Kind == DeploymentKind.Default ? "default" : "loaded"),
        };
        return deployment.Spec is not { } spec ? facts : facts with
        {
            Cpu = spec.Resources.Cpu,
            Memory = spec.Resources.Memory,
            MinReplicas = spec.Scaling.Least,
            MaxReplicas = spec.Scaling.Most,
            UsesSpotInstances = spec.Cost.UseSpotInstances,
            HibernationEnabled = spec.Cost.HibernationEnabled,
        };
    }
}
