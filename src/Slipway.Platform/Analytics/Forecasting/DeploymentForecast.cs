namespace Slipway.Platform.Analytics.Forecasting;

/// <summary>Requests and cost of one deployment, or of all, continued day by day.</summary>
/// <param name="CurrentRequests">The mean of a day in the window.</param>
/// <param name="CurrentCost">The mean of a day in the window, US dollars.</param>
public sealed record DeploymentForecast(string Id, string Name, double CurrentRequests, double CurrentCost, Forecast Requests, Forecast Cost);
