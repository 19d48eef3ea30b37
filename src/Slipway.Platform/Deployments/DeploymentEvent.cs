namespace Slipway.Platform.Deployments;

/// <summary>A line of an endpoint's history.</summary>
/// <param name="Kind">A word.</param>
/// <param name="Message">A sentence, with the figures that decided.</param>
/// <param name="By">Who asked for it; empty where nobody did.</param>
public sealed record DeploymentEvent(string Id, string DeploymentId, long At, string Kind, string Message, string By);
