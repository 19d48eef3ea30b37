namespace Slipway.Platform.Analytics.Forecasting;

/// <param name="At">When it was made; a forecast may be up to an hour old.</param>
/// <param name="FirstDay">The first forecast day, microseconds UTC.</param>
public sealed record UsageForecast(long At, int Days, long FirstDay, DeploymentForecast Total, IReadOnlyList<DeploymentForecast> Deployments);
