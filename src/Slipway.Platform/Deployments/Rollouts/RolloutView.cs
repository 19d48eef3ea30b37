namespace Slipway.Platform.Deployments;

/// <summary>What is, as far as the rules of a rollout want to know it.</summary>
/// <param name="Stable">Null until somebody has looked after the version.</param>
/// <param name="Canary">Null without a canary.</param>
/// <param name="IsEmpty">No replica is left.</param>
public readonly record struct RolloutView(TrackStatus? Stable, TrackStatus? Canary, bool IsEmpty);
