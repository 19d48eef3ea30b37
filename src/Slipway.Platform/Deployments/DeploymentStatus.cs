namespace Slipway.Platform.Deployments;

/// <summary>What is. <paramref name="Reason"/> tells a person what to do about a failure.</summary>
public sealed record DeploymentStatus(DeploymentState State, string Reason = "");
