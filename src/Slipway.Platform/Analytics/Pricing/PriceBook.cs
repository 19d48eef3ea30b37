namespace Slipway.Platform.Analytics.Pricing;

/// <summary>What things cost, in US dollars: a file that the operator edits. A price that isn't known is null, never guessed.</summary>
public sealed record PriceBook
{
    public required OwnRates Own { get; init; }

    /// <summary>By the cloud's name: <c>aws</c>, <c>azure</c>, <c>gcp</c>.</summary>
    public IReadOnlyDictionary<string, CloudPrices> Clouds { get; init; } = new Dictionary<string, CloudPrices>();
}
