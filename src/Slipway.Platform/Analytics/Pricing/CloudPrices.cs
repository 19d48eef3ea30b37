namespace Slipway.Platform.Analytics.Pricing;

/// <summary>The instance types of one cloud, and what it charges beside them.</summary>
public sealed record CloudPrices
{
    public IReadOnlyList<InstanceType> Instances { get; init; } = [];
    public double? StorageGibMonth { get; init; }
    public double? NetworkGib { get; init; }
}
