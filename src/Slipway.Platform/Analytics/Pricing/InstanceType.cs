namespace Slipway.Platform.Analytics.Pricing;

/// <summary>A machine that a cloud rents out.</summary>
public sealed record InstanceType
{
    public required string Name { get; init; }
    public required double Cpus { get; init; }
    public required double MemoryGib { get; init; }

    /// <summary>Dollars an hour; null where no price was found.</summary>
    public double? Hour { get; init; }

    /// <summary>Dollars an hour of a machine that may be taken away.</summary>
    public double? SpotHour { get; init; }

    /// <summary>The page that names the price.</summary>
    public string? Source { get; init; }

    /// <summary>When the page was read, as yyyy-MM-dd.</summary>
    public string? Date { get; init; }
}
