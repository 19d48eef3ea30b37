namespace Slipway.Platform.Deployments.Machine;

/// <summary>Makes room: unloads the model that came on demand, is idle, and was used least recently.</summary>
public sealed class Evictor(Func<DeploymentController> controller, ITraffic traffic)
{
    /// <summary>False where there is nobody who could go.</summary>
    public async Task<bool> MakeRoomAsync(CancellationToken cancellation)
    {
        var idle = controller().Deployments
            .Where(deployment => deployment.Kind == DeploymentKind.OnDemand && deployment.Wanted)
            .Select(deployment => (Deployment: deployment, Traffic: traffic.Of(deployment.Id)))
            .Where(each => each.Traffic is { IsIdle: true } && controller().StatusOf(each.Deployment.Id).State == DeploymentState.Ready)
            .OrderBy(each => each.Traffic!.Value.LastUsedAt)
            .Select(each => each.Deployment)
            .FirstOrDefault();
        if (idle is null)
            return false;
        await controller().RemoveAsync(idle.Id).WaitAsync(cancellation).ConfigureAwait(false);
        return true;
    }
}
