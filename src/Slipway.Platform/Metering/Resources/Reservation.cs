namespace Slipway.Platform.Metering.Resources;

/// <summary>What a replica of a deployment may take; null where nothing limits it.</summary>
public sealed record Reservation(string Version, double? Cpus, double? MemoryBytes);
