namespace Slipway.Platform.Analytics.Forecasting;

/// <summary>
/// A series continued. <see cref="Low"/> and <see cref="High"/> enclose nine values in ten. <see cref="BacktestError"/> is the mean absolute
/// error that <see cref="Method"/> had on the last part of the history, fitted without it; null where the history is too short to tell.
/// </summary>
public sealed record Forecast(string Method, double[] Values, double[] Low, double[] High, double? BacktestError, double? NaiveError);
