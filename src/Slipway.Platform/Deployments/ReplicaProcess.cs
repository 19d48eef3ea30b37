namespace Slipway.Platform.Deployments;

/// <summary>
/// The row of a child process, written before it starts. Pid and start mark together name one process for ever: a pid alone
/// is given again.
/// </summary>
public sealed record ReplicaProcess(string Id, string DeploymentId, string NodeId, string Socket)
{
    public long? Pid { get; init; }

    public string? StartMark { get; init; }
}
