using Slipway.Platform.Deployments.Machine;

namespace Slipway.Platform.Deployments;

/// <summary>What a wish to deploy comes to.</summary>
/// <param name="Version">What would be brought up.</param>
/// <param name="Existing">The deployment that it would roll through; null where a new one would be made.</param>
/// <param name="Alias">The alias that would be followed.</param>
/// <param name="Needs">Memory of a replica.</param>
/// <param name="Capacity">Memory of the machine for models.</param>
/// <param name="Booked">What of it is taken.</param>
public sealed record DeploymentPlan(DeployedVersion Version, Deployment? Existing, string? Alias, ModelFootprint Needs, long Capacity, long Booked);
