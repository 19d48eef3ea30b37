namespace Slipway.Platform.Deployments;

public enum DeploymentState
{
    Stopped,
    Starting,
    Ready,

    /// <summary>It could not be brought up; the controller tries again with growing pauses.</summary>
    Failed,
}
