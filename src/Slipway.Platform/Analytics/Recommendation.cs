namespace Slipway.Platform.Analytics;

/// <param name="Impact"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
public sealed record Recommendation(string Type, string Message, string Impact);
