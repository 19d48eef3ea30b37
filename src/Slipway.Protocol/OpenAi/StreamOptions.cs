namespace Slipway.Protocol.OpenAi;

/// <param name="IncludeUsage">One more chunk before the end carries the usage.</param>
/// <param name="ContinuousUsageStats">Every chunk carries the usage so far.</param>
public sealed record StreamOptions(bool? IncludeUsage = null, bool? ContinuousUsageStats = null);
