namespace Slipway.Platform.Analytics.Pricing;

/// <summary>What the machines of this platform cost their operator.</summary>
public sealed record OwnRates
{
    public required double CpuHour { get; init; }
    public required double MemoryGibHour { get; init; }
    public required double StorageGibMonth { get; init; }
    public required double NetworkGib { get; init; }

    /// <summary>Where the figures come from.</summary>
    public string? Source { get; init; }
}
