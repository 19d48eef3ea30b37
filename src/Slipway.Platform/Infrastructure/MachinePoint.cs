namespace Slipway.Platform.Infrastructure;

/// <param name="Start">The bucket's beginning, microseconds UTC.</param>
/// <param name="Usage">The means of the bucket.</param>
public sealed record MachinePoint(long Start, MachineUsage Usage);
