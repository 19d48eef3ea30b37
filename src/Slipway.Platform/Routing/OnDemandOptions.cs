namespace Slipway.Platform.Routing;

/// <summary>How models that nobody deployed are loaded.</summary>
/// <param name="IdleFor">After so long without a request it is unloaded.</param>
public sealed record OnDemandOptions(TimeSpan IdleFor, int Slots, int Context, int Threads);
