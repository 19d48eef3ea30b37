using Slipway.Platform.Deployments;

namespace Slipway.Server.Contracts.Deployments;

/// <summary>The contracts' words for what a deployment is doing.</summary>
internal static class DeploymentWords
{
    public static string LlmOps(RolloutPhase phase) => phase switch
    {
        RolloutPhase.Provisioning or RolloutPhase.Canary => "deploying",
        RolloutPhase.Serving => "deployed",
        RolloutPhase.Updating => "updating",
        RolloutPhase.RolledBack => "rolled_back",
        _ => Common(phase),
    };

    public static string AiDeploy(RolloutPhase phase) => phase switch
    {
        RolloutPhase.Provisioning => "creating",
        RolloutPhase.Serving or RolloutPhase.Canary or RolloutPhase.Updating or RolloutPhase.RolledBack => "active",
        _ => Common(phase),
    };

    public static string Of(StageStatus status) => status switch
    {
        StageStatus.Pending => "pending",
        StageStatus.Running => "running",
        StageStatus.Completed => "completed",
        StageStatus.Failed => "failed",
        _ => "skipped",
    };

    private static string Common(RolloutPhase phase) => phase switch
    {
        RolloutPhase.Hibernating => "hibernating",
        RolloutPhase.Hibernated => "hibernated",
        RolloutPhase.Activating => "activating",
        _ => "failed",
    };
}
