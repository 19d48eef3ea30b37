namespace Slipway.Platform.Routing;

/// <param name="LongestQueue">Requests that may wait for one model.</param>
/// <param name="DefaultModel">The name that stands for the default deployment, and what a request without a name gets.</param>
public sealed record RouterOptions(int LongestQueue, string DefaultModel);
