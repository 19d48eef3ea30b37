namespace Slipway.Platform.Infrastructure;

/// <summary>The machine, or the part of it that this process may have.</summary>
public interface IMachine
{
    /// <summary>Since the last look.</summary>
    Task<MachineUsage> LookAsync(CancellationToken cancellation);
}
