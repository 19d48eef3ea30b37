namespace Slipway.Platform.Infrastructure;

/// <summary>How busy a machine is, each in percent. Null where nothing measures it.</summary>
public sealed record MachineUsage(double? Cpu, double? Memory, double? Gpu, double? Storage);
