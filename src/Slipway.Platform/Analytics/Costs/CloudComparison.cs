namespace Slipway.Platform.Analytics.Costs;

/// <summary>What the same replica-hours would cost in a cloud; the total is null where a price is missing.</summary>
public sealed record CloudComparison(string Cloud, double? Total, IReadOnlyList<CloudLine> Lines);
