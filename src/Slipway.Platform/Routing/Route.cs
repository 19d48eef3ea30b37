using Slipway.Platform.Deployments;

namespace Slipway.Platform.Routing;

/// <summary>Where a model name leads.</summary>
public sealed class Route(Deployment deployment, Gate gate)
{
    private volatile Deployment _deployment = deployment;
    private volatile DeploymentStatus _status = new(DeploymentState.Stopped);

    public Deployment Deployment
    {
        get => _deployment;
        internal set => _deployment = value;
    }

    public DeploymentStatus Status
    {
        get => _status;
        internal set => _status = value;
    }

    public Gate Gate { get; } = gate;
}
