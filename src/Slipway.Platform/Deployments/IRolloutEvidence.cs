using Slipway.Platform.Deployments.Canary;

namespace Slipway.Platform.Deployments;

/// <summary>What versions have done, from the records of requests.</summary>
public interface IRolloutEvidence
{
    /// <summary>Requests of that version that ended after <paramref name="after"/> and not after <paramref name="until"/>.</summary>
    ValueTask<CanarySide> OfAsync(string deploymentId, string version, long after, long until);
}
