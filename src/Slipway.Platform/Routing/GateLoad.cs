namespace Slipway.Platform.Routing;

/// <summary>What a gate sees at one moment.</summary>
public readonly record struct GateLoad(int Waiting, int Running, int Capacity);
