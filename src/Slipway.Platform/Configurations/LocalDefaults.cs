namespace Slipway.Platform.Configurations;

/// <summary>How a model is run here where its configuration does not say.</summary>
public sealed record LocalDefaults(int Slots, int Threads);
