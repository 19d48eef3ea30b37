namespace Slipway.Platform.Deployments;

/// <summary>Something that happened to an endpoint.</summary>
/// <param name="Kind">A word: <c>live</c>, <c>rolled_back</c>, <c>scaled</c> …</param>
/// <param name="Message">A sentence with the figures.</param>
public sealed record RolloutEvent(string Kind, string Message);
